<?php
/**
 * Lets this release's own WordPress update its plugins, themes or core, or bring its database up to its code.
 *
 * Run by php-cli as the release's owner, in a release that nobody is served from. Everything it must know is in the
 * environment; its answer is one JSON document behind the token, on a line of its own. Under WP-CLI
 * (`wp --require=`) it only sets the guards.
 */

// What must never leave a release that is not live: mail, the scheduled tasks, and requests to the live site itself,
// which `update_core()` makes to upgrade "its" database.
function pressluft_request( $answer, $arguments, $url ) {
	$mirror = rtrim( (string) getenv( 'PRESSLUFT_API' ), '/' );
	$parts  = parse_url( $url );
	$host   = strtolower( $parts['host'] ?? '' );
	$port   = isset( $parts['port'] ) ? ':' . $parts['port'] : '';
	if ( '' !== $mirror && in_array( $host, array( 'api.wordpress.org', 'downloads.wordpress.org' ), true ) ) {
		$url = $mirror . ( $parts['path'] ?? '/' ) . ( isset( $parts['query'] ) ? '?' . $parts['query'] : '' );
	}
	if ( '' !== $mirror && 0 === strpos( $url, $mirror . '/' ) ) {
		return pressluft_from_mirror( $url, $arguments );
	}
	foreach ( array( home_url(), site_url() ) as $own ) {
		$own = parse_url( $own );
		if ( strtolower( $own['host'] ?? '' ) . ( isset( $own['port'] ) ? ':' . $own['port'] : '' ) === $host . $port ) {
			return new WP_Error( 'pressluft', 'The live site is not asked during an update.' );
		}
	}
	return $answer;
}

function pressluft_from_mirror( $url, $arguments ) {
	$body    = $arguments['body'] ?? null;
	$headers = 'User-Agent: ' . ( $arguments['user-agent'] ?? 'WordPress' ) . "\r\n";
	if ( is_array( $body ) ) {
		$body     = http_build_query( $body, '', '&' );
		$headers .= "Content-Type: application/x-www-form-urlencoded\r\n";
	}
	$options = array(
		'method'        => strtoupper( $arguments['method'] ?? 'GET' ),
		'header'        => $headers,
		'timeout'       => max( 5, (float) ( $arguments['timeout'] ?? 5 ) ),
		'ignore_errors' => true,
	);
	if ( null !== $body && '' !== $body ) {
		$options['content'] = $body;
	}
	$stream = @fopen( $url, 'rb', false, stream_context_create( array( 'http' => $options ) ) );
	if ( ! $stream ) {
		$GLOBALS['pressluft_unreachable'] = 'the update mirror does not answer';
		return new WP_Error( 'pressluft', 'The update mirror does not answer.' );
	}
	$status = 0;
	foreach ( stream_get_meta_data( $stream )['wrapper_data'] ?? array() as $line ) {
		if ( preg_match( '{^HTTP/\S+ (\d+)}', $line, $found ) ) {
			$status = (int) $found[1];
		}
	}
	if ( 200 !== $status ) {
		$GLOBALS['pressluft_unreachable'] = 'the update mirror answers with status ' . $status;
	}
	$content = '';
	if ( ! empty( $arguments['stream'] ) ) {
		file_put_contents( $arguments['filename'], $stream );
	} else {
		$content = stream_get_contents( $stream );
	}
	fclose( $stream );
	return array(
		'headers'       => array(),
		'body'          => $content,
		'response'      => array(
			'code'    => $status,
			'message' => '',
		),
		'cookies'       => array(),
		'filename'      => $arguments['filename'] ?? null,
		'http_response' => null,
	);
}

if ( defined( 'WP_CLI' ) && WP_CLI ) {
	WP_CLI::add_wp_hook( 'pre_http_request', 'pressluft_request', 1, 3 );
	WP_CLI::add_wp_hook( 'pre_wp_mail', '__return_true' );
	WP_CLI::add_wp_hook( 'enable_loading_object_cache_dropin', '__return_false' );
	defined( 'DISABLE_WP_CRON' ) || define( 'DISABLE_WP_CRON', true );
	return;
}

function pressluft_answer( array $answer ) {
	while ( ob_get_level() ) {
		ob_end_clean();
	}
	echo "\n", getenv( 'PRESSLUFT_TOKEN' ), json_encode( $answer, JSON_INVALID_UTF8_SUBSTITUTE ), "\n";
	exit( 0 );
}

function pressluft_words( $error, $skin = null ) {
	if ( $skin && $skin->get_errors()->has_errors() ) {
		$error = $skin->get_errors();
	}
	if ( is_wp_error( $error ) ) {
		$said = array();
		foreach ( $error->get_error_codes() as $code ) {
			$data   = $error->get_error_data( $code );
			$said[] = trim( $error->get_error_message( $code ) . ( is_string( $data ) ? ' ' . $data : '' ) );
		}
		return substr( trim( wp_strip_all_tags( implode( ' ', $said ) ) ), 0, 400 );
	}
	return 'WordPress gives no reason';
}

// A directory that is a link to somewhere else would be changed for the live site as well.
function pressluft_outside( $path ) {
	$real = realpath( $path );
	return false === $real || 0 !== strpos( $real . '/', realpath( ABSPATH ) . '/' );
}

function pressluft_plugins() {
	delete_site_transient( 'update_plugins' );
	wp_update_plugins();
	$found = get_site_transient( 'update_plugins' );
	if ( ! isset( $found->response ) ) {
		pressluft_answer( array( 'error' => pressluft_unreachable( 'plugins' ) ) );
	}
	$plugins = get_plugins();
	$parts   = array();
	foreach ( $found->response as $file => $update ) {
		if ( ! isset( $plugins[ $file ] ) || empty( $update->package ) ) {
			continue;
		}
		$parts[ $file ] = array(
			'type'  => 'plugin',
			'slug'  => '.' === dirname( $file ) ? basename( $file, '.php' ) : dirname( $file ),
			'name'  => $plugins[ $file ]['Name'],
			'from'  => $plugins[ $file ]['Version'],
			'to'    => (string) $update->new_version,
			'ok'    => false,
			'error' => '',
		);
		if ( pressluft_outside( WP_PLUGIN_DIR . '/' . $file ) ) {
			$parts[ $file ]['error'] = 'it does not lie in the release';
			return array_values( $parts );
		}
	}
	if ( ! $parts ) {
		return array();
	}
	$skin     = new WP_Ajax_Upgrader_Skin();
	$upgrader = new Plugin_Upgrader( $skin );
	$results  = $upgrader->bulk_upgrade( array_keys( $parts ), array( 'clear_update_cache' => false ) );
	clearstatcache();
	foreach ( $parts as $file => &$part ) {
		$now        = is_file( WP_PLUGIN_DIR . '/' . $file ) ? get_plugin_data( WP_PLUGIN_DIR . '/' . $file, false, false ) : array( 'Version' => '' );
		$result     = is_array( $results ) ? ( $results[ $file ] ?? null ) : $results;
		$part['ok'] = is_array( $result ) && $now['Version'] === $part['to'];
		if ( ! $part['ok'] ) {
			$part['error'] = is_array( $result ) ? 'its version is ' . $now['Version'] . ' afterwards' : pressluft_words( $result, is_wp_error( $result ) ? null : $skin );
		}
	}
	return array_values( $parts );
}

function pressluft_themes() {
	delete_site_transient( 'update_themes' );
	wp_update_themes();
	$found = get_site_transient( 'update_themes' );
	if ( ! isset( $found->response ) ) {
		pressluft_answer( array( 'error' => pressluft_unreachable( 'themes' ) ) );
	}
	$parts = array();
	foreach ( $found->response as $slug => $update ) {
		$theme = wp_get_theme( $slug );
		if ( ! $theme->exists() || empty( $update['package'] ) ) {
			continue;
		}
		$parts[ $slug ] = array(
			'type'  => 'theme',
			'slug'  => $slug,
			'name'  => (string) $theme->get( 'Name' ),
			'from'  => (string) $theme->get( 'Version' ),
			'to'    => (string) $update['new_version'],
			'ok'    => false,
			'error' => '',
		);
		if ( pressluft_outside( $theme->get_stylesheet_directory() ) ) {
			$parts[ $slug ]['error'] = 'it does not lie in the release';
			return array_values( $parts );
		}
	}
	if ( ! $parts ) {
		return array();
	}
	$skin     = new WP_Ajax_Upgrader_Skin();
	$upgrader = new Theme_Upgrader( $skin );
	$results  = $upgrader->bulk_upgrade( array_keys( $parts ), array( 'clear_update_cache' => false ) );
	clearstatcache();
	wp_clean_themes_cache( false );
	foreach ( $parts as $slug => &$part ) {
		$now        = (string) wp_get_theme( $slug )->get( 'Version' );
		$result     = is_array( $results ) ? ( $results[ $slug ] ?? null ) : $results;
		$part['ok'] = is_array( $result ) && $now === $part['to'];
		if ( ! $part['ok'] ) {
			$part['error'] = is_array( $result ) ? 'its version is ' . $now . ' afterwards' : pressluft_words( $result, is_wp_error( $result ) ? null : $skin );
		}
	}
	return array_values( $parts );
}

function pressluft_core() {
	delete_site_transient( 'update_core' );
	wp_version_check( array(), true );
	$found = get_site_transient( 'update_core' );
	if ( empty( $found->updates ) ) {
		pressluft_answer( array( 'error' => pressluft_unreachable( 'core' ) ) );
	}
	$update = get_preferred_from_update_core();
	if ( ! $update || 'upgrade' !== $update->response || ! version_compare( $update->current, $GLOBALS['wp_version'], '>' ) ) {
		return array();
	}
	$part = array(
		'type'  => 'core',
		'slug'  => 'wordpress',
		'name'  => 'WordPress',
		'from'  => $GLOBALS['wp_version'],
		'to'    => (string) $update->current,
		'ok'    => false,
		'error' => '',
	);
	$skin = new WP_Ajax_Upgrader_Skin();
	$done = ( new Core_Upgrader( $skin ) )->upgrade( $update );
	if ( is_wp_error( $done ) || ! $done ) {
		$part['error'] = pressluft_words( $done, is_wp_error( $done ) ? null : $skin );
	} else {
		$said       = preg_match( '{^\$wp_version\s*=\s*\'([^\']+)\'}m', file_get_contents( ABSPATH . WPINC . '/version.php' ), $now ) ? $now[1] : '';
		$part['ok'] = $said === $part['to'];
		if ( ! $part['ok'] ) {
			$part['error'] = 'its version is ' . $said . ' afterwards';
		}
	}
	return array( $part );
}

function pressluft_unreachable( $what ) {
	return 'WordPress could not learn which updates there are for its ' . $what . ' (' .
		( $GLOBALS['pressluft_unreachable'] ?? 'the update service does not answer' ) . ').';
}

ob_start();
define( 'FS_METHOD', 'direct' );
define( 'DISABLE_WP_CRON', true );
define( 'WP_DISABLE_FATAL_ERROR_HANDLER', true );
define( 'WP_USE_THEMES', false );
$pressluft_do = (string) getenv( 'PRESSLUFT_DO' );
if ( 'database' !== $pressluft_do ) {
	define( 'WP_ADMIN', true );
}
// Plugins and themes may be new by now. They are not run here: in place, that would be on the live database.
if ( in_array( $pressluft_do, array( 'core', 'database' ), true ) ) {
	define( 'WP_INSTALLING', true );
}
$pressluft_url              = parse_url( (string) getenv( 'PRESSLUFT_URL' ) );
$_SERVER['HTTP_HOST']       = ( $pressluft_url['host'] ?? 'localhost' ) . ( isset( $pressluft_url['port'] ) ? ':' . $pressluft_url['port'] : '' );
$_SERVER['SERVER_NAME']     = $pressluft_url['host'] ?? 'localhost';
$_SERVER['REQUEST_URI']     = '/wp-admin/update-core.php';
$_SERVER['REQUEST_METHOD']  = 'GET';
$_SERVER['SERVER_PROTOCOL'] = 'HTTP/1.1';
$_SERVER['REMOTE_ADDR']     = '127.0.0.1';
$_SERVER['PHP_SELF']        = '/wp-admin/update-core.php';
if ( 'https' === ( $pressluft_url['scheme'] ?? '' ) ) {
	$_SERVER['HTTPS'] = 'on';
}
// In force before any plugin is loaded. A persistent object cache is shared with the live site: it is left out.
$wp_filter = array();
foreach ( array(
	'pre_http_request'                   => array( 'pressluft_request', 3 ),
	'pre_wp_mail'                        => array( '__return_true', 0 ),
	'enable_loading_object_cache_dropin' => array( '__return_false', 0 ),
) as $pressluft_hook => $pressluft_function ) {
	$wp_filter[ $pressluft_hook ][1]['pressluft'] = array(
		'function'      => $pressluft_function[0],
		'accepted_args' => $pressluft_function[1],
	);
}
require getenv( 'PRESSLUFT_RELEASE' ) . '/wp-load.php';
if ( is_multisite() ) {
	pressluft_answer( array( 'error' => 'This WordPress is a network of sites; those are not updated by this version.' ) );
}
if ( realpath( ABSPATH ) !== realpath( getenv( 'PRESSLUFT_RELEASE' ) ) || pressluft_outside( WP_CONTENT_DIR ) || pressluft_outside( WP_PLUGIN_DIR ) ) {
	pressluft_answer( array( 'error' => 'The configuration leads ABSPATH, WP_CONTENT_DIR or WP_PLUGIN_DIR out of the release, so an update would change the live site.' ) );
}
if ( DB_NAME !== getenv( 'PRESSLUFT_DATABASE' ) ) {
	pressluft_answer( array( 'error' => 'The release does not use the database that it should.' ) );
}
if ( 'database' === $pressluft_do ) {
	require_once ABSPATH . 'wp-admin/includes/upgrade.php';
	$wpdb->suppress_errors( true );
	wp_upgrade();
	wp_cache_flush();
	$pressluft_now = (string) $wpdb->get_var( "SELECT option_value FROM $wpdb->options WHERE option_name = 'db_version'" );
	pressluft_answer(
		array(
			'error'      => (string) $wp_db_version === $pressluft_now ? null : 'The database has the version ' . $pressluft_now . ' instead of ' . $wp_db_version . ' after its upgrade.',
			'db_version' => $pressluft_now,
		)
	);
}
require_once ABSPATH . 'wp-admin/includes/admin.php';
require_once ABSPATH . 'wp-admin/includes/class-wp-upgrader.php';
// Languages are not part of what was asked for, and would be fetched at the end of each update.
remove_action( 'upgrader_process_complete', array( 'Language_Pack_Upgrader', 'async_upgrade' ), 20 );
$pressluft_parts = array();
wp_installing( false );
if ( 'core' === $pressluft_do ) {
	$pressluft_parts = pressluft_core();
} else {
	if ( in_array( $pressluft_do, array( 'plugins', 'both' ), true ) ) {
		$pressluft_parts = pressluft_plugins();
	}
	if ( in_array( $pressluft_do, array( 'themes', 'both' ), true ) ) {
		$pressluft_parts = array_merge( $pressluft_parts, pressluft_themes() );
	}
}
pressluft_answer(
	array(
		'error'      => null,
		'components' => $pressluft_parts,
	)
);
