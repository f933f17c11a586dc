package io.jenkins.plugins.pressluft.plugin.rest;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.pressluft.model.Caller.Permission;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class FolderRuleTest {
  private static final UUID OPEN = new UUID(0, 1);
  private static final UUID ACME = new UUID(0, 2);
  private static final UUID STRANGE = new UUID(0, 3);
  private static final Map<UUID, String> FOLDERS = Map.of(OPEN, "", ACME, "teams/acme");

  private final Set<String> granted = new HashSet<>();

  @ParameterizedTest
  @EnumSource
  void aFolderRulesTheEnvironmentsThatNameIt(Permission permission) {
    grant("teams/acme", permission);

    assertThat(person().may(permission, ACME)).isTrue();
    assertThat(person().may(permission, OPEN)).isFalse();
    assertThat(person().may(permission, null)).isFalse();
    assertThat(person().may(Permission.ADMINISTER, ACME))
        .isEqualTo(permission == Permission.ADMINISTER);
  }

  @ParameterizedTest
  @EnumSource
  void jenkinsAsAWholeRulesTheOthersAndNotThose(Permission permission) {
    grant("", permission);

    assertThat(person().may(permission, OPEN)).isTrue();
    assertThat(person().may(permission, null)).isTrue();
    assertThat(person().may(permission, ACME)).isFalse();
  }

  @ParameterizedTest
  @EnumSource(names = {"BACKUP", "DEPLOY", "RESTORE"})
  void whoeverMayChangeMayAlsoSee(Permission permission) {
    grant("teams/acme", permission);

    assertThat(person().may(Permission.VIEW, ACME)).isTrue();
    assertThat(person().may(Permission.VIEW, OPEN)).isFalse();
    assertThat(person().maySeeAnything()).isTrue();
  }

  @Test
  void seeingAllowsNothingElse() {
    grant("", Permission.VIEW);

    assertThat(Arrays.stream(Permission.values()).filter(p -> person().may(p, OPEN)))
        .containsExactly(Permission.VIEW);
  }

  @ParameterizedTest
  @ValueSource(strings = {"teams/acme/restore", "teams/acme/nightly/main", "teams/acme"})
  void aJobInsideTheFolderReachesItsEnvironment(String job) {
    grant("teams/acme", Permission.RESTORE);

    assertThat(build(job).may(Permission.RESTORE, ACME)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"restore", "teams", "teams/acme2/restore", "teams/other/restore", "acme/x"})
  void aJobOutsideReachesNothingOfItWhateverItsAccountMay(String job) {
    for (Permission permission : Permission.values()) {
      grant("teams/acme", permission);
      grant("", permission);
    }

    assertThat(Permission.values()).noneMatch(p -> build(job).may(p, ACME));
    assertThat(build(job).may(Permission.RESTORE, OPEN)).isTrue();
  }

  @Test
  void anEnvironmentThatNobodyKnowsIsNobodys() {
    for (Permission permission : Permission.values()) {
      grant("", permission);
    }

    assertThat(Permission.values()).noneMatch(p -> person().may(p, STRANGE));
  }

  @Test
  void whoIsAskedOnceAnswersTheSameAndIsNotAskedAgain() {
    grant("teams/acme", Permission.VIEW);
    List<String> asked = new ArrayList<>();
    FolderRule.Grants once =
        FolderRule.Grants.askedOnce(
            (permission, folder) -> {
              asked.add(permission + " " + folder);
              return has(permission, folder);
            });
    FolderRule rule = new FolderRule(FOLDERS, once, null);
    for (int i = 0; i < 3; i++) {
      assertThat(rule.may(Permission.VIEW, ACME)).isEqualTo(person().may(Permission.VIEW, ACME));
      assertThat(rule.may(Permission.VIEW, OPEN)).isEqualTo(person().may(Permission.VIEW, OPEN));
    }
    assertThat(asked).doesNotHaveDuplicates();
  }

  @Test
  void aStrangerSeesNothing() {
    assertThat(person().maySeeAnything()).isFalse();
    assertThat(person().mayEverywhere(Permission.VIEW)).isFalse();
  }

  @Test
  void everywhereMeansThatNoFolderStandsInBetween() {
    grant("", Permission.VIEW);

    assertThat(person().mayEverywhere(Permission.VIEW)).isFalse();
    assertThat(new FolderRule(Map.of(OPEN, ""), this::has, null).mayEverywhere(Permission.VIEW))
        .isTrue();
  }

  private void grant(String folder, Permission permission) {
    granted.add(folder + "|" + permission);
  }

  private boolean has(Permission permission, String folder) {
    return granted.contains(folder + "|" + permission);
  }

  private FolderRule person() {
    return new FolderRule(FOLDERS, this::has, null);
  }

  private FolderRule build(String job) {
    return new FolderRule(FOLDERS, this::has, job);
  }
}
