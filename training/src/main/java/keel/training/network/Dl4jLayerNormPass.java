package keel.training.network;

import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.gradient.DefaultGradient;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.layers.BaseLayer;
import org.deeplearning4j.nn.workspace.ArrayType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.ops.transforms.Transforms;

/** The passes of a {@link Dl4jLayerNorm}; the formulas are those of {@link LayerNormalization}. */
final class Dl4jLayerNormPass extends BaseLayer<Dl4jLayerNorm> {
    private static final long serialVersionUID = 1L;

    Dl4jLayerNormPass(NeuralNetConfiguration configuration, DataType type) {
        super(configuration, type);
    }

    private INDArray inverseDeviation() {
        INDArray centred = input.subColumnVector(input.mean(true, 1));
        INDArray variance = centred.muli(centred).mean(true, 1);
        return Transforms.pow(variance.addi(LayerSpec.LayerNorm.EPSILON), -0.5);
    }

    private INDArray normalized() {
        return input.subColumnVector(input.mean(true, 1)).muliColumnVector(inverseDeviation());
    }

    @Override
    public INDArray activate(boolean training, LayerWorkspaceMgr workspaces) {
        assertInputSet(false);
        INDArray output = normalized()
                .muliRowVector(getParam(Dl4jLayerNormParameters.GAIN))
                .addiRowVector(getParam(Dl4jLayerNormParameters.BIAS));
        return workspaces.leverageTo(ArrayType.ACTIVATIONS, output);
    }

    @Override
    public Pair<Gradient, INDArray> backpropGradient(INDArray epsilon, LayerWorkspaceMgr workspaces) {
        assertInputSet(true);
        INDArray x = normalized();
        INDArray gain = gradientViews.get(Dl4jLayerNormParameters.GAIN);
        INDArray bias = gradientViews.get(Dl4jLayerNormParameters.BIAS);
        gain.assign(epsilon.mul(x).sum(true, 0));
        bias.assign(epsilon.sum(true, 0));
        Gradient gradient = new DefaultGradient();
        gradient.setGradientFor(Dl4jLayerNormParameters.GAIN, gain);
        gradient.setGradientFor(Dl4jLayerNormParameters.BIAS, bias);

        INDArray q = epsilon.mulRowVector(getParam(Dl4jLayerNormParameters.GAIN));
        INDArray along = q.mul(x).mean(true, 1);
        INDArray below = q.subColumnVector(q.mean(true, 1))
                .subi(x.mulColumnVector(along))
                .muliColumnVector(inverseDeviation());
        return new Pair<>(gradient, workspaces.leverageTo(ArrayType.ACTIVATION_GRAD, below));
    }

    @Override
    public boolean isPretrainLayer() {
        return false;
    }
}
