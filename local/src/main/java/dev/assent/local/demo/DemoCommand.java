package dev.assent.local.demo;

import java.util.concurrent.Callable;
import picocli.CommandLine;

@CommandLine.Command(name = "demo")
public final class DemoCommand implements Callable<Integer> {
    @Override
    public Integer call() { return 0; }
}
