package keel.experiments;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.library.GeneralCodingRules;
import org.junit.jupiter.api.Test;

/** What may know of what. */
class ArchitectureTest {
    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .withImportOption(location -> !location.contains("-tests.jar"))
            .importPackages("keel");

    @Test
    void modulesPointDownwards() {
        noClasses()
                .that()
                .resideInAPackage("keel.training..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("keel.env..", "keel.agents..", "keel.gans..", "keel.experiments..")
                .check(CLASSES);
        noClasses()
                .that()
                .resideInAPackage("keel.env..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("keel.training..", "keel.agents..", "keel.gans..", "keel.experiments..")
                .check(CLASSES);
        noClasses()
                .that()
                .resideInAPackage("keel.agents..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("keel.gans..", "keel.experiments..")
                .check(CLASSES);
        noClasses()
                .that()
                .resideInAPackage("keel.gans..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("keel.env..", "keel.agents..", "keel.experiments..")
                .check(CLASSES);
    }

    @Test
    void onlyTheWirePackageSeesGeneratedMessages() {
        noClasses()
                .that()
                .resideOutsideOfPackages("keel.env.wire..", "keel.env.v1..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("keel.env.v1..")
                .check(CLASSES);
    }

    @Test
    void onlyTheCommandLinePrintsAndKnowsPicocli() {
        noClasses()
                .that()
                .resideOutsideOfPackage("keel.experiments.cli..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("picocli..")
                .check(CLASSES);
        noClasses()
                .that()
                .resideOutsideOfPackage("keel.experiments.cli..")
                .should(GeneralCodingRules.ACCESS_STANDARD_STREAMS)
                .check(CLASSES);
    }

    @Test
    void onlyItsAdapterKnowsRl4j() {
        noClasses()
                .that()
                .resideOutsideOfPackage("keel.agents.rl4j..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.deeplearning4j.rl4j..")
                .check(CLASSES);
    }

    /** Printing rates must not wait for ND4J to start. */
    @Test
    void schedulesDoWithoutNd4j() {
        noClasses()
                .that()
                .resideInAPackage("keel.training.rate..")
                .and()
                .haveNameNotMatching(".*Dl4jSchedule.*")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.nd4j..", "org.deeplearning4j..")
                .orShould()
                .dependOnClassesThat()
                .haveSimpleName("Dl4jSchedule")
                .check(CLASSES);
    }

    @Test
    void packagesHaveNoCycles() {
        slices().matching("keel.training.(*)..").should().beFreeOfCycles().check(CLASSES);
        slices().matching("keel.env.(*)..").should().beFreeOfCycles().check(CLASSES);
        slices().matching("keel.experiments.(*)..").should().beFreeOfCycles().check(CLASSES);
        slices().matching("keel.(*)..").should().beFreeOfCycles().check(CLASSES);
    }
}
