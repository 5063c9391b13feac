import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Set;

import org.elasticsearch.common.settings.SecureSettings;
import org.elasticsearch.common.settings.SecureString;

/** The first password of the user elastic: the one setting that a distribution keeps in a key store. */
final class Password implements SecureSettings {
    private static final String NAME = "bootstrap.password";
    private final String password;

    Password(String password) {
        this.password = password;
    }

    @Override
    public boolean isLoaded() {
        return true;
    }

    @Override
    public Set<String> getSettingNames() {
        return Set.of(NAME);
    }

    @Override
    public SecureString getString(String setting) {
        return new SecureString(password.toCharArray());
    }

    @Override
    public InputStream getFile(String setting) {
        throw new UnsupportedOperationException("no setting here is a file");
    }

    @Override
    public byte[] getSHA256Digest(String setting) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(password.getBytes(StandardCharsets.UTF_8));
        } catch (java.security.NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {}
}
