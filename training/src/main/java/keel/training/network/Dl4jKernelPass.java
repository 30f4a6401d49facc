package keel.training.network;

import java.util.Arrays;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.gradient.DefaultGradient;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.layers.convolution.ConvolutionLayer;
import org.deeplearning4j.nn.params.ConvolutionParamInitializer;
import org.deeplearning4j.nn.workspace.ArrayType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The passes of DL4J's convolution or of its transpose, on {@link KernelProducts}. The parameters, their order and the numbers
 * but for rounding are DL4J's.
 */
final class Dl4jKernelPass extends ConvolutionLayer {
    private static final long serialVersionUID = 1L;

    private final transient KernelProducts products;
    private final transient FeatureShape.Image output;
    private final transient Activation activation;
    private final boolean enlarges;
    private transient float[] inputs = {};
    private transient float[] derivativeAt = {};

    /**
     * Prepares.
     *
     * @param enlarges whether it is the transpose
     */
    Dl4jKernelPass(
            NeuralNetConfiguration configuration,
            DataType type,
            KernelProducts products,
            FeatureShape.Image output,
            Activation activation,
            boolean enlarges) {
        super(configuration, type);
        this.products = products;
        this.output = output;
        this.activation = activation;
        this.enlarges = enlarges;
    }

    private int inputSize() {
        return enlarges ? products.smallSize() : products.largeSize();
    }

    @Override
    public INDArray activate(boolean training, LayerWorkspaceMgr workspaces) {
        assertInputSet(false);
        int batch = (int) input.size(0);
        inputs = Dl4jFloats.of(input);
        products.begin(Dl4jFloats.of(getParam(ConvolutionParamInitializer.WEIGHT_KEY)));
        float[] biases = Dl4jFloats.of(getParam(ConvolutionParamInitializer.BIAS_KEY));
        int size = output.size();
        int plane = output.height() * output.width();
        float[] values = new float[batch * size];
        for (int b = 0; b < batch; b += products.group()) {
            int count = Math.min(products.group(), batch - b);
            if (enlarges) {
                products.loadSmall(inputs, b * inputSize(), count);
                products.enlarge(values, b * size, count);
            } else {
                products.loadLarge(inputs, b * inputSize(), count);
                products.shrink(values, b * size, count);
            }
        }
        for (int b = 0; b < batch; b++) {
            for (int c = 0; c < biases.length; c++) {
                int from = b * size + c * plane;
                for (int i = from; i < from + plane; i++) {
                    values[i] += biases[c];
                }
            }
        }
        derivativeAt = activation.needsPreActivation() ? values.clone() : values;
        Elementwise.activate(activation, values);
        return array(
                ArrayType.ACTIVATIONS, workspaces, values, batch, output.channels(), output.height(), output.width());
    }

    @Override
    public Pair<Gradient, INDArray> backpropGradient(INDArray epsilon, LayerWorkspaceMgr workspaces) {
        int batch = (int) epsilon.size(0);
        float[] slopes = Dl4jFloats.of(epsilon);
        Elementwise.scaleByDerivative(activation, slopes, derivativeAt);
        products.begin(Dl4jFloats.of(getParam(ConvolutionParamInitializer.WEIGHT_KEY)));
        float[] below = new float[batch * inputSize()];
        for (int b = 0; b < batch; b += products.group()) {
            int count = Math.min(products.group(), batch - b);
            products.loadLarge(enlarges ? slopes : inputs, b * products.largeSize(), count);
            products.loadSmall(enlarges ? inputs : slopes, b * products.smallSize(), count);
            products.differentiate(count);
            if (enlarges) {
                products.shrink(below, b * inputSize(), count);
            } else {
                products.enlarge(below, b * inputSize(), count);
            }
        }
        Gradient gradient = new DefaultGradient();
        put(gradient, ConvolutionParamInitializer.BIAS_KEY, biasGradient(slopes, batch));
        put(gradient, ConvolutionParamInitializer.WEIGHT_KEY, products.weightGradient());
        return new Pair<>(gradient, array(ArrayType.ACTIVATION_GRAD, workspaces, below, input.shape()));
    }

    private float[] biasGradient(float[] slopes, int batch) {
        float[] sums = new float[output.channels()];
        int plane = output.height() * output.width();
        for (int b = 0; b < batch; b++) {
            for (int c = 0; c < sums.length; c++) {
                int from = b * output.size() + c * plane;
                float sum = 0;
                for (int i = from; i < from + plane; i++) {
                    sum += slopes[i];
                }
                sums[c] += sum;
            }
        }
        return sums;
    }

    private void put(Gradient gradient, String key, float[] values) {
        INDArray view = gradientViews.get(key);
        view.assign(Dl4jFloats.array(values, view.shape()));
        gradient.setGradientFor(key, view, 'c');
    }

    private static INDArray array(ArrayType type, LayerWorkspaceMgr workspaces, float[] values, long... shape) {
        return workspaces.leverageTo(type, Dl4jFloats.array(values, shape));
    }

    /** Lets go of what the last pass left; backward passes need a forward pass again. */
    @Override
    public void clear() {
        super.clear();
        inputs = new float[0];
        derivativeAt = Arrays.copyOf(derivativeAt, 0);
    }
}
