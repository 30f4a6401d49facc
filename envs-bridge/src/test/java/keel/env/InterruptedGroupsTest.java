package keel.env;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import keel.env.wrapper.VectorWrapper;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Group 0 interrupts whoever waits for both; group 1 steps when it is let. */
@Timeout(value = 20, unit = TimeUnit.SECONDS)
class InterruptedGroupsTest {
    private final CountDownLatch go = new CountDownLatch(1);

    private VectorEnv scripted(VectorEnv env, boolean waits) {
        return new VectorWrapper(env) {
            @Override
            public VectorStep step(Batch actions) {
                try {
                    if (waits) {
                        go.await();
                    }
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
                return super.step(actions);
            }
        };
    }

    @Test
    void aGroupThatWasDoneIsNotLostWhenTheWaitForAnotherIsInterrupted() throws InterruptedException {
        EnvRequest request = new EnvRequest("CartPole-v1", Map.of(), 2, AutoresetMode.SAME_STEP).withGroups(2);
        boolean[] second = new boolean[1];
        ParallelVectorEnv env = ParallelVectorEnv.open(request, part -> {
            VectorEnv opened = scripted(new NativeEnvironments().open(part), second[0]);
            second[0] = true;
            return opened;
        });
        env.reset(1, 2);
        Thread waiting = Thread.currentThread();
        Thread interrupter = new Thread(() -> {
            while (waiting.getState() != Thread.State.WAITING) {
                Thread.onSpinWait();
            }
            pause();
            waiting.interrupt();
        });
        interrupter.start();
        Batch actions = Batch.of(Tensor.of(new long[2], 2));
        assertThrows(EnvException.class, () -> env.exchange(new int[] {0, 1}, actions, 2));
        assertTrue(Thread.interrupted());
        interrupter.join();
        go.countDown();
        Batch none = Batch.of(Tensor.of(new long[0], 0));
        assertArrayEquals(new int[] {0, 1}, env.exchange(new int[0], none, 2).groups());
        env.close();
        env.close();
    }

    /** Long enough for group 0 to be done and taken. */
    private static void pause() {
        try {
            Thread.sleep(500);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
