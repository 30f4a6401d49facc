package keel.env;

class NativeEnvironmentsTest extends EnvContract {
    @Override
    protected EnvProvider provider() {
        return new NativeEnvironments();
    }
}
