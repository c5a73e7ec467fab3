package dev.varve.hms.thrift;

import dev.varve.error.VarveException;

import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.Arrays;
import java.util.Optional;

import static java.util.Objects.requireNonNull;

/**
 * Files with keys and certificates.
 *
 * @param trusted whose certificates are believed: a JKS or PKCS #12 store, or certificates in PEM
 * @param key a JKS or PKCS #12 store with the key of this client, if metastores want to see one
 */
public record TlsFiles(Path trusted, Optional<String> trustedPassword, Optional<Path> key, Optional<String> keyPassword)
{
    private static final String PEM = "-----BEGIN";

    public TlsFiles
    {
        requireNonNull(trusted, "trusted is null");
        requireNonNull(trustedPassword, "trustedPassword is null");
        requireNonNull(key, "key is null");
        requireNonNull(keyPassword, "keyPassword is null");
    }

    /**
     * @throws VarveException of kind INVALID_REQUEST if a file cannot be read as that
     */
    public SSLContext context()
    {
        KeyManager[] keys = key.isPresent() ? reading(key.get(), () -> keys(key.get())) : null;
        return reading(trusted, () -> {
            TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(isPem(trusted) ? certificates(trusted) : store(trusted, trustedPassword));
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(keys, trust.getTrustManagers(), null);
            return context;
        });
    }

    private interface Reading<T>
    {
        T read()
                throws IOException, GeneralSecurityException;
    }

    private static <T> T reading(Path file, Reading<T> reading)
    {
        try {
            return reading.read();
        }
        catch (IOException | GeneralSecurityException e) {
            throw new VarveException(VarveException.Kind.INVALID_REQUEST,
                    "Keys or certificates cannot be read from " + file + ", which must be a JKS or PKCS #12 store, or certificates in PEM: " + e.getMessage(), e);
        }
    }

    private KeyManager[] keys(Path file)
            throws IOException, GeneralSecurityException
    {
        KeyManagerFactory factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        factory.init(store(file, keyPassword), password(keyPassword));
        return factory.getKeyManagers();
    }

    private static KeyStore store(Path file, Optional<String> password)
            throws IOException, GeneralSecurityException
    {
        return KeyStore.getInstance(file.toFile(), password(password));
    }

    private static char[] password(Optional<String> password)
    {
        return password.orElse("").toCharArray();
    }

    private static boolean isPem(Path file)
            throws IOException
    {
        try (InputStream input = Files.newInputStream(file)) {
            return Arrays.equals(input.readNBytes(PEM.length()), PEM.getBytes(StandardCharsets.US_ASCII));
        }
    }

    private static KeyStore certificates(Path file)
            throws IOException, GeneralSecurityException
    {
        KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null, null);
        try (InputStream input = Files.newInputStream(file)) {
            int number = 0;
            for (Certificate certificate : CertificateFactory.getInstance("X.509").generateCertificates(input)) {
                store.setCertificateEntry("certificate-" + number++, certificate);
            }
        }
        return store;
    }
}
