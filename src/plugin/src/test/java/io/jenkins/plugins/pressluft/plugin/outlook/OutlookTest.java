package io.jenkins.plugins.pressluft.plugin.outlook;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.pressluft.model.Glance;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class OutlookTest {
  private final Glance well = Glanced.well("acme/production");
  private final Glance broken = Glanced.broken("blog/production");
  private final Glance bare = Glanced.bare("shop/staging");
  private final Glance restoring = Glanced.restoring("zoo/production");
  private final Glance queued = Glanced.queued("zoo/staging");
  private final Glance[] all = {well, bare, queued, restoring, broken};

  private static List<String> names(List<Standing> standings) {
    return standings.stream().map(one -> one.glance().slugPath()).toList();
  }

  @Test
  void namesWhatPressesMostFirstAndLeavesOutWhatIsWell() {
    Outlook outlook = Glanced.outlook(Glanced.seeing(all), all);
    assertThat(names(outlook.pressing()))
        .containsExactly("blog/production", "zoo/production", "zoo/staging", "shop/staging");
  }

  @Test
  void tellsNothingOfWhatTheViewerMayNotSee() {
    Outlook outlook = Glanced.outlook(Glanced.seeing(well), all);
    assertThat(outlook.isEmpty()).isFalse();
    assertThat(outlook.pressing()).isEmpty();
    assertThat(outlook.notice()).isEmpty();
    assertThat(names(outlook.named(List.of("blog/production", "acme/production"))))
        .containsExactly("acme/production");
    Outlook blind = Glanced.outlook(Glanced.seeing(), all);
    assertThat(blind.isEmpty()).isTrue();
    assertThat(blind.named(List.of("acme/production"))).isEmpty();
  }

  @Test
  void countsThoseThatNeedAPersonAndNotThoseAtWork() {
    Notice notice = Glanced.outlook(Glanced.seeing(all), all).notice().orElseThrow();
    assertThat(notice)
        .isEqualTo(
            new Notice("2", "2 environments need a person: blog/production, shop/staging", true));
    assertThat(Glanced.outlook(Glanced.seeing(all), well, restoring, queued).notice()).isEmpty();
  }

  @Test
  void warnsOfWhatWillHurtLaterAndCallsForHelpWhereItHurtsNow() {
    assertThat(Glanced.outlook(Glanced.seeing(bare), bare).notice())
        .hasValue(new Notice("1", "1 environment needs a person: shop/staging", false));
    assertThat(Glanced.outlook(Glanced.seeing(broken), broken).notice().orElseThrow().urgent())
        .isTrue();
  }

  @Test
  void aNoticeStaysShortHoweverManyThereAre() {
    Glance[] many =
        IntStream.range(0, 140)
            .mapToObj(i -> Glanced.bare("site" + i + "/e"))
            .toArray(Glance[]::new);
    Notice notice = Glanced.outlook(Glanced.seeing(many), many).notice().orElseThrow();
    assertThat(notice.text()).isEqualTo("99+");
    assertThat(notice.sentence())
        .isEqualTo("140 environments need a person: site0/e, site1/e, site2/e and 137 more");
  }
}
