package keel.training.network;

import keel.training.gpu.TestDevice;
import org.junit.jupiter.api.Nested;

/** Networks on a device keep the contract that those on the processor keep, in both forms of their passes. */
class GpuContractTest {
    @Nested
    class OneMemberStageByStage extends GpuContract {
        @Override
        int members() {
            return 1;
        }

        @Override
        Network create(MlpLayout layout) {
            return TestDevice.byStage(layout, 1);
        }
    }

    @Nested
    class ThreeMembersInOneLaunch extends GpuContract {
        @Override
        int members() {
            return 3;
        }

        @Override
        Network create(MlpLayout layout) {
            return TestDevice.byMember(layout, 3);
        }
    }

    abstract static class GpuContract extends NetworkContract {
        @Override
        int position(MlpLayout layout, int index) {
            return index;
        }

        @Override
        double directionalTolerance() {
            return 1e-4;
        }
    }
}
