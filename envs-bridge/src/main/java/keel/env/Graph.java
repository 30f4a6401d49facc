package keel.env;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/**
 * Nodes, and edges between them.
 *
 * @param nodes space of a node: Box or Discrete
 * @param edges space of an edge, the same; empty if there are no edges
 */
public record Graph(ArraySpace nodes, Optional<ArraySpace> edges) implements Space {
    private static final int[] ENDS = {2};

    @Override
    public boolean contains(Value value) {
        if (!(value instanceof Value.Graph graph) || !allContained(nodes, graph.nodes())) {
            return false;
        }
        int count = graph.nodes().size(0);
        if (graph.edges().isEmpty()) {
            return graph.edgeLinks().length() == 0;
        }
        if (edges.isEmpty()
                || !allContained(edges.get(), graph.edges().get())
                || graph.edges().get().size(0) != graph.edgeLinks().size(0)) {
            return false;
        }
        for (long end : graph.edgeLinks().longs()) {
            if (end < 0 || end >= count) {
                return false;
            }
        }
        return true;
    }

    private static boolean allContained(ArraySpace space, Tensor rows) {
        if (rows.rank() == 0) {
            return false;
        }
        for (int i = 0; i < rows.size(0); i++) {
            if (!space.contains(rows.row(i))) {
                return false;
            }
        }
        return true;
    }

    @Override
    public Value zero() {
        return new Value.Graph(
                Tensor.zeros(nodes.elementType(), Tensor.withFirstAxis(0, nodes.shape())),
                Optional.empty(),
                Tensor.zeros(ElementType.INT64, 0, 2));
    }

    @Override
    public boolean fixedSize() {
        return false;
    }

    @Override
    public int depth() {
        return 2;
    }

    @Override
    public void pack(List<? extends Value> values, List<Tensor> leaves) {
        int count = values.size();
        long[] nodeCounts = new long[count];
        long[] edgeCounts = new long[count];
        List<Tensor> allNodes = new ArrayList<>();
        List<Tensor> allEdges = new ArrayList<>();
        List<Tensor> allLinks = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Value.Graph graph = (Value.Graph) values.get(i);
            nodeCounts[i] = graph.nodes().size(0);
            addRows(graph.nodes(), allNodes);
            graph.edges().ifPresent(rows -> addRows(rows, allEdges));
            addRows(graph.edgeLinks(), allLinks);
            edgeCounts[i] = graph.edgeLinks().size(0);
        }
        leaves.add(Tensor.of(nodeCounts, count));
        leaves.add(Tensor.of(edgeCounts, count));
        leaves.add(Tensor.stack(nodes.elementType(), nodes.shape(), allNodes));
        edges.ifPresent(space -> leaves.add(Tensor.stack(space.elementType(), space.shape(), allEdges)));
        leaves.add(Tensor.stack(ElementType.INT64, ENDS, allLinks));
    }

    private static void addRows(Tensor tensor, List<Tensor> rows) {
        for (int i = 0; i < tensor.size(0); i++) {
            rows.add(tensor.row(i));
        }
    }

    @Override
    public List<Value> unpack(int count, Iterator<Tensor> leaves) {
        long[] nodeCounts = leaves.next().longs();
        long[] edgeCounts = leaves.next().longs();
        Tensor allNodes = leaves.next();
        Optional<Tensor> allEdges = edges.map(space -> leaves.next());
        Tensor allLinks = leaves.next();
        List<Value> values = new ArrayList<>(count);
        int node = 0;
        int edge = 0;
        for (int i = 0; i < count; i++) {
            int nodeEnd = node + (int) nodeCounts[i];
            int edgeEnd = edge + (int) edgeCounts[i];
            int edgeStart = edge;
            values.add(new Value.Graph(
                    allNodes.rows(node, nodeEnd),
                    edgeEnd == edgeStart ? Optional.empty() : allEdges.map(rows -> rows.rows(edgeStart, edgeEnd)),
                    allLinks.rows(edge, edgeEnd)));
            node = nodeEnd;
            edge = edgeEnd;
        }
        return values;
    }

    @Override
    public void check(int count, Iterator<Tensor> leaves, String path) {
        int nodeCount = Space.sum(Space.checkLengths(count, leaves, path + ".node_counts"));
        int edgeCount = Space.sum(Space.checkLengths(count, leaves, path + ".edge_counts"));
        nodes.check(nodeCount, leaves, path + ".nodes");
        edges.ifPresent(space -> space.check(edgeCount, leaves, path + ".edges"));
        Space.checkLeaf(edgeCount, ElementType.INT64, ENDS, leaves, path + ".edge_links");
    }
}
