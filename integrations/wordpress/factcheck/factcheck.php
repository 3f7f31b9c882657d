<?php
/**
 * Plugin Name:       Factcheck
 * Description:       Checks the claims of a draft against the newsroom's own archive, in the block editor.
 * Version:           0.1.0
 * Requires at least: 6.5
 * Requires PHP:      7.4
 * License:           GPL-2.0-or-later
 * License URI:       https://www.gnu.org/licenses/gpl-2.0.html
 * Text Domain:       factcheck
 * Domain Path:       /languages
 *
 * @package Factcheck
 */

namespace Factcheck;

defined( 'ABSPATH' ) || exit;

const VERSION     = '0.1.0';
const PLUGIN_FILE = __FILE__;

foreach ( array( 'settings', 'client', 'texts', 'results', 'checks', 'rest', 'signature', 'webhook', 'notices', 'archive', 'gate', 'held', 'reviews', 'editor', 'settings-page', 'refusals' ) as $factcheck_part ) {
	require_once __DIR__ . '/includes/class-' . $factcheck_part . '.php';
}

add_action( 'init', array( Texts::class, 'load_languages' ) );
add_action( 'init', array( Results::class, 'register' ) );
add_action( 'init', array( Reviews::class, 'register' ) );
add_action( 'rest_api_init', array( Rest::class, 'register' ) );
add_action( 'rest_api_init', array( Webhook::class, 'register' ) );
add_action( 'admin_init', array( Settings::class, 'register' ) );
// Before WordPress drops the site's tables at 10.
add_action( 'wp_uninitialize_site', array( Webhook::class, 'leave' ), 5 );
Settings_Page::hook();
Editor::hook();
Notices::hook();
Archive::hook();
Refusals::hook();
Gate::hook();
Held::hook();
