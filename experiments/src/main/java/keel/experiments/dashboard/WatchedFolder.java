package keel.experiments.dashboard;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Clock;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import keel.experiments.sweep.PlannedSweep;
import keel.experiments.sweep.SweepFile;
import keel.training.InvalidConfigException;

/** A folder in which runs appear and grow, at whatever level of the tree of runs. Not for several threads. */
final class WatchedFolder {
    /** {@code <out>/<preset>/<setting>/seed-<n>}, and a level of folders for runs above. */
    private static final int DEPTH = 5;

    private final Path folder;
    private final Clock clock;
    private final Map<Path, WatchedRun> runs = new HashMap<>();
    private final Map<Path, PlannedSweep> sweeps = new HashMap<>();

    /** @param folder need not be there yet */
    WatchedFolder(Path folder, Clock clock) {
        this.folder = folder.toAbsolutePath().normalize();
        this.clock = clock;
    }

    /** Reads what is new. */
    FolderView poll() {
        List<String> faults = new ArrayList<>();
        Found found = find(faults);
        runs.keySet().retainAll(found.runs);
        sweeps.keySet().retainAll(found.sweeps);
        Map<String, PlannedSweep> planned = new TreeMap<>();
        for (Path file : found.sweeps) {
            try {
                planned.put(name(file), sweeps.computeIfAbsent(file, SweepFile::read));
            } catch (UncheckedIOException | InvalidConfigException e) {
                faults.add(String.valueOf(e.getMessage()));
            }
        }
        Map<Path, RunView> views = new TreeMap<>();
        planned.values().forEach(sweep -> sweep.runs().forEach(run -> views.put(run, RunView.planned(run))));
        found.runs.forEach(run -> views.put(
                run,
                runs.computeIfAbsent(run, path -> new WatchedRun(path, clock)).poll()));
        return new FolderView(folder, List.copyOf(views.values()), planned, faults);
    }

    private String name(Path file) {
        return folder.relativize(file).toString();
    }

    /** Folders of runs and files of sweeps. */
    private record Found(Set<Path> runs, Set<Path> sweeps) {}

    private Found find(List<String> faults) {
        Found found = new Found(new TreeSet<>(), new TreeSet<>());
        if (!Files.isDirectory(folder)) {
            return found;
        }
        try {
            Files.walkFileTree(folder, EnumSet.of(FileVisitOption.FOLLOW_LINKS), DEPTH, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult preVisitDirectory(Path path, BasicFileAttributes attributes) {
                    if (Files.exists(path.resolve("meta.json"))) {
                        found.runs.add(path);
                        return FileVisitResult.SKIP_SUBTREE;
                    }
                    boolean hidden = path.getFileName() != null
                            && path.getFileName().toString().startsWith(".");
                    return hidden && !path.equals(folder) ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult visitFile(Path path, BasicFileAttributes attributes) {
                    if (path.toString().endsWith(".yaml") && SweepFile.isOne(path)) {
                        found.sweeps.add(path);
                    }
                    return FileVisitResult.CONTINUE;
                }

                /** It was deleted meanwhile, or is somebody else's. */
                @Override
                public FileVisitResult visitFileFailed(Path path, IOException e) {
                    return FileVisitResult.CONTINUE;
                }
            });
        } catch (IOException e) {
            faults.add("Cannot read " + folder + ": " + e);
        }
        return found;
    }
}
