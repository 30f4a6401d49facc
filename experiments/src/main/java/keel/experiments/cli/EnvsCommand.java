package keel.experiments.cli;

import picocli.CommandLine.Command;

/** {@code keel envs}. */
@Command(
        name = "envs",
        description = "Environments: list, check, serve and time them.",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {EnvsListCommand.class, EnvsCheckCommand.class, EnvsServeCommand.class, EnvsBenchCommand.class})
final class EnvsCommand {}
