"""Is this WordPress healthy? Checks of ten seconds with one retry each, asked from the node itself.

A page that answers 200 proves little: WordPress answers 200 for most pages while tables are missing. So beside
the page, WordPress must say that it is installed, and its database must answer and have every core table. An
environment may declare pages of its own beside these three.
Before a switch the same is asked of the new release by its own real path, over FastCGI.
"""

from __future__ import annotations

import functools
import http.client
import json
import os
import secrets
import socket
import ssl
import time
from typing import Any, Callable, Dict, List, NamedTuple, Optional, Sequence, Tuple
from urllib.parse import urljoin, urlsplit

from ansible.module_utils.pressluft import fastcgi, layout
from ansible.module_utils.pressluft.fastcgi import FastCgiError

# Seconds for one attempt of one check, and between the two attempts.
TIME = 10.0
PAUSE = 1.0
ATTEMPTS = 2
_REDIRECTS = 5
# Where WordPress sends visitors that it takes for its installer: anyone could take the site over there.
_INSTALLERS = ("/wp-admin/install.php", "/wp-admin/setup-config.php")
_REDIRECTING = (301, 302, 303, 307, 308)
# Of a page so much is looked at; the rest is read and let go.
_LOOKED_AT = 4 * 1024 * 1024
# What WordPress itself writes when its database fails, whatever the status says. Markup, so that a post which only
# talks about it is none.
_DATABASE_ERRORS = (b'class="wpdberror"', b"<h1>Error establishing a database connection</h1>",
                    b"<title>Database Error</title>")

PROBE = r"""<?php
// A question of Pressluft to this WordPress, asked over FastCGI; removed when it is answered.
ob_start();
$pressluft_check = $_SERVER['PRESSLUFT_CHECK'] ?? '';
function pressluft_answer( array $answer ) {
	while ( ob_get_level() ) {
		ob_end_clean();
	}
	header( 'Content-Type: application/json' );
	echo $_SERVER['PRESSLUFT_TOKEN'], json_encode( $answer );
	exit;
}
if ( 'caches' === $pressluft_check ) {
	$pressluft_reset = function_exists( 'opcache_reset' ) ? @opcache_reset() : false;
	if ( ! is_file( $_SERVER['PRESSLUFT_RELEASE'] . '/wp-content/object-cache.php' ) ) {
		pressluft_answer( array( 'opcache' => $pressluft_reset, 'objects' => false ) );
	}
}
define( 'WP_USE_THEMES', false );
define( 'DISABLE_WP_CRON', true );
if ( 'database' === $pressluft_check ) {
	define( 'SHORTINIT', true );
}
require $_SERVER['PRESSLUFT_RELEASE'] . '/wp-load.php';
if ( 'caches' === $pressluft_check ) {
	pressluft_answer( array( 'opcache' => $pressluft_reset, 'objects' => wp_cache_flush() ) );
}
$wpdb->suppress_errors( true );
$wpdb->last_error = '';
if ( 'wordpress' === $pressluft_check ) {
	$pressluft_installed = is_blog_installed();
	$pressluft_url = $wpdb->get_var( "SELECT option_value FROM $wpdb->options WHERE option_name = 'siteurl'" );
	pressluft_answer(
		array(
			'installed' => $pressluft_installed && '' !== (string) $pressluft_url,
			'version'   => $GLOBALS['wp_version'],
			'error'     => $wpdb->last_error,
		)
	);
}
$pressluft_answer = array(
	'one'      => $wpdb->get_var( 'SELECT 1' ),
	'database' => $wpdb->get_var( 'SELECT DATABASE()' ),
	'missing'  => array(),
	'error'    => $wpdb->last_error,
);
foreach ( $wpdb->tables( 'all', true ) as $pressluft_table ) {
	$wpdb->last_error = '';
	$wpdb->query( "SELECT 1 FROM `$pressluft_table` LIMIT 1" );
	if ( '' !== $wpdb->last_error ) {
		$pressluft_answer['missing'][] = $pressluft_table;
	}
}
pressluft_answer( $pressluft_answer );
"""


class Unhealthy(Exception):
    """Why one attempt of a check did not pass; a sentence without secrets."""


class Check(NamedTuple):
    """The result of one check, as it goes into results."""

    name: str
    ok: bool
    duration_ms: int
    attempts: int
    reason: str

    def facts(self) -> Dict[str, Any]:
        return dict(self._asdict())


class Declared(NamedTuple):
    """A page that the environment declares: the status it must have in the end, and a text that must be in it."""

    url: str
    status: int
    contains: Optional[str]


def declared(checks: Any) -> List[Declared]:
    """The environment's `health_checks`; what is amiss in one makes that check fail, not the whole run."""
    found = []
    for check in checks or []:
        given = check if isinstance(check, dict) else {}
        status = given.get("status")
        found.append(Declared(str(given.get("url") or ""), 200 if status is None else int(status),
                              given.get("contains") or None))
    return found


class Site(NamedTuple):
    """Where an environment is asked: its root, its preview URL, its PHP, and what it declares beside them."""

    path: str
    preview_url: str
    fastcgi: str
    declared: Sequence[Declared] = ()


def live_checks(site: Site, live: layout.Live, pause: float = PAUSE) -> List[Check]:
    """The three checks of what visitors get now, then the declared ones as `declared:1`, `declared:2` …"""
    with Probe(site, live.release_path) as probe:
        checks = [
            _check("http", lambda: _page_over_http(site.preview_url), pause),
            _check("wordpress", probe.wordpress, pause),
            _check("database", lambda: probe.database(live.database), pause),
        ]
    for number, wanted in enumerate(site.declared, 1):
        checks.append(_check("declared:%d" % number, functools.partial(_declared_page, wanted), pause))
    return checks


def release_checks(site: Site, staged: layout.Live, pause: float = PAUSE) -> List[Check]:
    """The checks that can run before the switch, on a release that no visitor reaches yet."""
    with Probe(site, staged.release_path) as probe:
        return [
            _check("database", lambda: probe.database(staged.database), pause),
            _check("wordpress", probe.wordpress, pause),
            _check("page", probe.page, pause),
        ]


def clear_caches(site: Site, live: layout.Live) -> Optional[str]:
    """Empties PHP's opcache and a persistent object cache after a switch; returns what did not work, or None.

    Real paths are never reused, so a full opcache serves nothing stale; but it fills up and gets slow.
    """
    try:
        with Probe(site, live.release_path) as probe:
            answer = probe.ask("caches")
    except (Unhealthy, OSError) as failed:
        return "The caches of PHP could not be cleared: %s." % failed
    drop_in = os.path.join(live.release_path, "wp-content/object-cache.php")
    if answer.get("objects") is False and os.path.isfile(drop_in):
        return "The site's object cache could not be emptied; empty it by hand if old content shows up."
    return None


def healthy(checks: List[Check]) -> bool:
    return all(check.ok for check in checks)


def reasons(checks: List[Check]) -> str:
    """One sentence with what failed."""
    return "; ".join("%s: %s" % (check.name, check.reason) for check in checks if not check.ok)


def _check(name: str, attempt: Callable[[], None], pause: float) -> Check:
    begun = time.monotonic()
    reason, made = "", 0
    for made in range(1, ATTEMPTS + 1):
        try:
            attempt()
            reason = ""
            break
        except Unhealthy as failed:
            reason = str(failed)[:500]
        if made < ATTEMPTS:
            time.sleep(pause)
    return Check(name, not reason, int((time.monotonic() - begun) * 1000), made, reason)


class Probe:
    """A PHP script of ours in a directory of random name outside the web root, for the length of a `with` block."""

    def __init__(self, site: Site, release_path: str) -> None:
        self.site = site
        self.release_path = release_path
        url = urlsplit(site.preview_url)
        self.https = url.scheme == "https"
        self.host = url.netloc.rpartition("@")[2]
        self.url_path = url.path or "/"
        self.directory = os.path.join(site.path, ".pressluft", "probe-%s" % secrets.token_hex(8))

    def __enter__(self) -> "Probe":
        # The pool's account must read it; nothing in it is secret, and no web server leads here.
        os.mkdir(self.directory, 0o711)
        os.chmod(self.directory, 0o711)
        script = os.path.join(self.directory, "probe.php")
        with open(script, "w", encoding="utf-8") as target:
            target.write(PROBE)
        os.chmod(script, 0o644)
        return self

    def __exit__(self, *_: Any) -> None:
        layout.remove(self.directory)

    def ask(self, question: str) -> Dict[str, Any]:
        token = secrets.token_hex(16)
        script = os.path.join(self.directory, "probe.php")
        parameters = fastcgi.script(script, self.directory, self.url_path, self.host, https=self.https)
        parameters.update(PRESSLUFT_CHECK=question, PRESSLUFT_TOKEN=token, PRESSLUFT_RELEASE=self.release_path)
        response = self._request(parameters)
        before, found, answer = response.body.decode("utf-8", "replace").partition(token)
        if not found:
            raise Unhealthy(_refused(response))
        try:
            return json.loads(answer)
        except ValueError as broken:
            raise Unhealthy("WordPress answered the probe with something else than JSON") from broken

    def wordpress(self) -> None:
        answer = self.ask("wordpress")
        if not answer.get("installed"):
            raise Unhealthy("WordPress says it is not installed")
        if answer.get("error"):
            raise Unhealthy("WordPress reports a database error: %s" % _short(answer["error"]))

    def database(self, expected: str) -> None:
        answer = self.ask("database")
        if str(answer.get("one")) != "1":
            raise Unhealthy("the database does not answer: %s" % _short(answer.get("error")))
        if answer.get("database") != expected:
            raise Unhealthy("WordPress uses the database %s instead of %s" % (answer.get("database"), expected))
        if answer.get("missing"):
            raise Unhealthy("these tables are missing or broken: %s" % ", ".join(answer["missing"][:20]))

    def page(self) -> None:
        """The front page, by the release's own path; redirects within the host are followed."""
        url = self.site.preview_url
        for _ in range(_REDIRECTS + 1):
            parts = urlsplit(url)
            script = os.path.join(self.release_path, "index.php")
            host, https = parts.netloc.rpartition("@")[2], parts.scheme == "https"
            response = self._request(
                fastcgi.script(script, self.release_path, parts.path or "/", host, parts.query, https)
            )
            if response.status == 200:
                return _no_database_error(response.body)
            url = _redirect(url, response.status, response.header("Location"), self.site.preview_url)
        raise Unhealthy("the front page redirects more than %d times" % _REDIRECTS)

    def _request(self, parameters: Dict[str, str]) -> fastcgi.Response:
        try:
            return fastcgi.request(self.site.fastcgi, parameters, TIME)
        except FastCgiError as failed:
            raise Unhealthy(str(failed)) from failed


def _refused(response: fastcgi.Response) -> str:
    location = response.header("Location")
    if location:
        return "WordPress redirects the probe to %s" % _short(location)
    if b"Error establishing a database connection" in response.body:
        return "WordPress cannot connect to its database"
    return "WordPress does not load (status %d)" % response.status


def _short(text: Any) -> str:
    return " ".join(str(text).split())[:200]


def _page_over_http(url: str) -> None:
    deadline = time.monotonic() + TIME
    preview = url
    for _ in range(_REDIRECTS + 1):
        status, location, page = _get(url, deadline)
        if status == 200:
            return _no_database_error(page)
        url = _redirect(url, status, location, preview)
    raise Unhealthy("the page redirects more than %d times" % _REDIRECTS)


def _declared_page(wanted: Declared) -> None:
    """Redirects within the page's own host are followed, unless a redirect is what must come."""
    if urlsplit(wanted.url).scheme not in ("http", "https"):
        raise Unhealthy("the declared page %s is not an http or https URL" % _short(wanted.url))
    deadline = time.monotonic() + TIME
    url = wanted.url
    for _ in range(_REDIRECTS + 1):
        status, location, page = _get(url, deadline)
        if status == wanted.status:
            break
        if status not in _REDIRECTING or not location:
            raise Unhealthy("%s answers with status %d instead of %d" % (_short(wanted.url), status, wanted.status))
        url = _redirect(url, status, location, wanted.url)
    else:
        raise Unhealthy("%s redirects more than %d times" % (_short(wanted.url), _REDIRECTS))
    _no_database_error(page)
    if wanted.contains is not None and wanted.contains.encode("utf-8", "replace") not in page:
        raise Unhealthy("%s does not contain the text %s" % (_short(wanted.url), json.dumps(_short(wanted.contains))))


def _no_database_error(page: bytes) -> None:
    if any(sign in page for sign in _DATABASE_ERRORS):
        raise Unhealthy("the page shows a database error of WordPress")


def _redirect(url: str, status: int, location: Optional[str], preview: str) -> str:
    """Where to look next, when the answer is a redirect that may be followed."""
    if status not in _REDIRECTING or not location:
        raise Unhealthy("the page answers with status %d" % status)
    following = urljoin(url, location)
    parts = urlsplit(following)
    if parts.path.endswith(_INSTALLERS):
        raise Unhealthy("WordPress redirects visitors to its installer (%s)" % parts.path)
    if parts.scheme not in ("http", "https") or parts.hostname != urlsplit(preview).hostname:
        raise Unhealthy("the page redirects to another host (%s)" % _short(parts.netloc))
    return following


def _get(url: str, deadline: float) -> Tuple[int, Optional[str], bytes]:
    parts = urlsplit(url)
    left = deadline - time.monotonic()
    if left <= 0:
        raise Unhealthy("the page did not answer within %g seconds" % TIME)
    try:
        if parts.scheme == "https":
            connection: http.client.HTTPConnection = http.client.HTTPSConnection(
                parts.hostname or "", parts.port, timeout=left, context=ssl.create_default_context()
            )
        else:
            connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=left)
        try:
            target = (parts.path or "/") + ("?" + parts.query if parts.query else "")
            connection.request("GET", target, headers={"User-Agent": "Pressluft health check"})
            response = connection.getresponse()
            page = _drain(connection, response, deadline)
            return response.status, response.getheader("Location"), page
        finally:
            connection.close()
    except socket.timeout as late:
        raise Unhealthy("the page did not answer within %g seconds" % TIME) from late
    except (OSError, http.client.HTTPException, ValueError) as failed:
        raise Unhealthy("the page cannot be fetched (%s)" % _short(failed)) from failed


def _drain(connection: http.client.HTTPConnection, response: http.client.HTTPResponse, deadline: float) -> bytes:
    """Reads the whole page, since one that breaks off in the middle is no answer; returns its beginning."""
    page = bytearray()
    while True:
        left = deadline - time.monotonic()
        if left <= 0:
            raise socket.timeout()
        if connection.sock is not None:
            connection.sock.settimeout(left)
        block = response.read(1 << 16)
        if not block:
            return bytes(page)
        if len(page) < _LOOKED_AT:
            page += block
