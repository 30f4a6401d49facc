package keel.env;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

class ArchitectureTest {
    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("keel.env");

    @Test
    void generatedMessagesStayInTheCodec() {
        noClasses()
                .that()
                .resideOutsideOfPackages("keel.env.wire..", "keel.env.v1..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("keel.env.v1..")
                .check(CLASSES);
    }

    @Test
    void packagesHaveNoCycles() {
        slices().matching("keel.(env..)").should().beFreeOfCycles().check(CLASSES);
    }
}
