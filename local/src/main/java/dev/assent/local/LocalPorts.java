package dev.assent.local;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;

/** Finds ports for a stack whose address nobody chose. */
public final class LocalPorts {

    private LocalPorts() {}

    /** A port that is free together with the one ten higher, where the simulated BSP listens. */
    public static int free() throws IOException {
        while (true) {
            try (ServerSocket api = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                    ServerSocket bsp = new ServerSocket()) {
                bsp.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), api.getLocalPort() + 10));
                return api.getLocalPort();
            } catch (IOException | IllegalArgumentException _) {
                // Taken; try another pair.
            }
        }
    }
}
