<?php
/**
 * Adds a site to a network and activates the plugin for all: php second_site.php FOLDER HOST ADMIN
 */
list( , $folder, $host, $admin ) = $argv;
$_SERVER['HTTP_HOST']   = $host;
$_SERVER['REMOTE_ADDR'] = '127.0.0.1';
require $folder . '/wp-load.php';
require_once ABSPATH . 'wp-admin/includes/plugin.php';
$made = wp_insert_site( array( 'domain' => $host, 'path' => '/second/', 'title' => 'Alm Evening', 'user_id' => get_user_by( 'login', $admin )->ID ) );
// WordPress has taken the colon before the port away.
$wpdb->update( $wpdb->blogs, array( 'domain' => $host ), array( 'blog_id' => $made ) );
clean_blog_cache( $made );
update_blog_option( $made, 'home', "http://$host/second" );
update_blog_option( $made, 'siteurl', "http://$host/second" );
$problem = activate_plugin( 'factcheck/factcheck.php', '', true );
exit( is_wp_error( $made ) || is_wp_error( $problem ) ? 1 : 0 );
