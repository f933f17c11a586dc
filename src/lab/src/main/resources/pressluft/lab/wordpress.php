<?php
/**
 * What the lab does inside a WordPress, from the command line.
 * Usage: wordpress.php <release directory> <host:port> <verb> [argument ...]; answers one JSON value.
 */
[, $release, $host, $verb] = $argv;
$arguments = array_slice($argv, 4);

$_SERVER['HTTP_HOST'] = $host;
$_SERVER['SERVER_NAME'] = $host;
$_SERVER['REQUEST_URI'] = '/';
$_SERVER['REQUEST_METHOD'] = 'GET';
$_SERVER['SERVER_PROTOCOL'] = 'HTTP/1.1';

if ($verb === 'live-database') {
    // The configuration alone: this must work with tables missing.
    define('SHORTINIT', true);
    require $release . '/wp-load.php';
    echo json_encode(DB_NAME), "\n";
    exit(0);
}

require $release . '/wp-load.php';
require_once ABSPATH . 'wp-admin/includes/image.php';

/** A picture without the gd extension: horizontal bands, drawn row by row. */
function picture(int $width, int $height): string
{
    $chunk = fn(string $kind, string $bytes): string =>
        pack('N', strlen($bytes)) . $kind . $bytes . pack('N', crc32($kind . $bytes));
    $rows = '';
    for ($y = 0; $y < $height; $y++) {
        $shade = intdiv(255 * $y, $height);
        $rows .= "\0";
        for ($x = 0; $x < $width; $x++) {
            $rows .= chr($shade) . chr(($x * 7 + $y * 3) & 255) . chr(255 - $shade);
        }
    }
    return "\x89PNG\r\n\x1a\n"
        . $chunk('IHDR', pack('NNCCCCC', $width, $height, 8, 2, 0, 0, 0))
        . $chunk('IDAT', gzcompress($rows))
        . $chunk('IEND', '');
}

function post(string $title, string $content): int
{
    $id = wp_insert_post(
        ['post_title' => $title, 'post_content' => $content, 'post_status' => 'publish'],
        true
    );
    if (is_wp_error($id)) {
        throw new RuntimeException($id->get_error_message());
    }
    return $id;
}

function upload(string $name, string $bytes): array
{
    $stored = wp_upload_bits($name, null, $bytes);
    if (!empty($stored['error'])) {
        throw new RuntimeException($stored['error']);
    }
    $type = wp_check_filetype($name)['type'] ?: 'application/octet-stream';
    wp_insert_attachment(
        ['post_title' => $name, 'post_mime_type' => $type, 'post_status' => 'inherit'],
        $stored['file']
    );
    $base = wp_upload_dir()['basedir'] . '/';
    return ['file' => substr($stored['file'], strlen($base)), 'url' => $stored['url']];
}

switch ($verb) {
    case 'seed':
        // Plain links: a post's address must not depend on whether the installer could reach itself.
        update_option('permalink_structure', '');
        $picture = upload('harbour.png', picture(240, 160));
        $posts = [
            'The harbour in November' => 'Fog until noon, then a low sun over the cranes.',
            'Winter opening hours' => 'From December the workshop opens at nine and closes at four.',
            'How we bake the rye bread' => 'The sourdough rests for sixteen hours. Patience is the recipe.',
            'A new roof for the boat shed' => 'Four carpenters, nine days, and not a single rainy hour.',
        ];
        $ids = [];
        foreach ($posts as $title => $content) {
            $ids[] = post($title, '<p>' . $content . '</p>');
        }
        $ids[] = post(
            'Pictures from the summer party',
            '<p>Everybody came.</p><img src="' . $picture['url'] . '" alt="The harbour">'
        );
        $answer = ['posts' => $ids, 'upload' => $picture['file']];
        break;
    case 'create-post':
        $answer = post($arguments[0], $arguments[1]);
        break;
    case 'delete-post':
        $answer = (bool) wp_delete_post((int) $arguments[0], true);
        break;
    case 'title':
        $answer = get_post((int) $arguments[0])?->post_title;
        break;
    case 'upload':
        $answer = upload($arguments[0], file_get_contents('php://stdin'))['file'];
        break;
    default:
        fwrite(STDERR, "unknown verb: $verb\n");
        exit(2);
}
echo json_encode($answer), "\n";
