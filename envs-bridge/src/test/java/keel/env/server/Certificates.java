package keel.env.server;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A certificate for 127.0.0.1 of an authority, made with the JDK's keytool. */
public record Certificates(Path authority, Path certificate, Path key) {
    private static final char[] PASSWORD = "keel-test".toCharArray();

    /**
     * Makes a certificate.
     *
     * @param authority name of the authority, made if there is none yet
     * @param start when it becomes valid, as keytool's -startdate; it is valid for one day
     */
    public static Certificates make(Path folder, String authority, String name, String start)
            throws IOException, InterruptedException, GeneralSecurityException {
        Path store = folder.resolve(authority + ".p12");
        if (!Files.exists(store)) {
            keytool(store, "ca", "-1H", "-ext", "bc:c");
        }
        keytool(store, name, start, "-signer", "ca", "-ext", "san=ip:127.0.0.1,dns:localhost");
        KeyStore keys = KeyStore.getInstance(store.toFile(), PASSWORD);
        return new Certificates(
                pem(
                        folder.resolve(authority + "-ca.crt"),
                        "CERTIFICATE",
                        keys.getCertificate("ca").getEncoded()),
                pem(
                        folder.resolve(name + ".crt"),
                        "CERTIFICATE",
                        keys.getCertificate(name).getEncoded()),
                pem(
                        folder.resolve(name + ".key"),
                        "PRIVATE KEY",
                        keys.getKey(name, PASSWORD).getEncoded()));
    }

    private static void keytool(Path store, String name, String start, String... more)
            throws IOException, InterruptedException {
        String password = new String(PASSWORD);
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                name,
                "-keyalg",
                "EC",
                "-groupname",
                "secp256r1",
                "-dname",
                "CN=" + name,
                "-startdate",
                start,
                "-validity",
                "1",
                "-storetype",
                "PKCS12",
                "-keystore",
                store.toString(),
                "-storepass",
                password));
        command.addAll(List.of(more));
        Process process = new ProcessBuilder(command).inheritIO().start();
        if (!process.waitFor(60, TimeUnit.SECONDS) || process.exitValue() != 0) {
            throw new AssertionError("keytool failed");
        }
    }

    private static Path pem(Path file, String kind, byte[] bytes) throws IOException {
        String body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(bytes);
        return Files.writeString(
                file,
                "-----BEGIN " + kind + "-----\n" + body + "\n-----END " + kind + "-----\n",
                StandardCharsets.US_ASCII);
    }
}
