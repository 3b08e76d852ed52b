package dev.assent.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;

/**
 * Memory that is really in use (resident), in MB.
 *
 * @param stackMb this process: the gateway, DynamoDB Local, ElasticMQ and the simulated BSP
 * @param functionsMb the functions' processes together
 * @param functionProcesses how many these are
 */
record Memory(long stackMb, long functionsMb, int functionProcesses) {

    static Memory of(Stack stack) {
        List<Long> pids = stack.describeFunctions().stream()
                .map(it -> (Long) it.get("pid"))
                .filter(Objects::nonNull)
                .toList();
        return new Memory(
                residentMb(ProcessHandle.current().pid()),
                pids.stream().mapToLong(Memory::residentMb).sum(),
                pids.size());
    }

    long totalMb() {
        return stackMb + functionsMb;
    }

    private static long residentMb(long pid) {
        try {
            return Files.readAllLines(Path.of("/proc/" + pid + "/status")).stream()
                    .filter(it -> it.startsWith("VmRSS:"))
                    .mapToLong(it -> Long.parseLong(it.replaceAll("[^0-9]", "")) / 1024)
                    .findFirst()
                    .orElse(0);
        } catch (IOException _) {
            return 0; // It ended meanwhile, or this is no Linux.
        }
    }
}
