<?php
/**
 * Published posts in the archive.
 *
 * @package Factcheck
 */

namespace Factcheck;

use WP_Error;
use WP_Post;

defined( 'ABSPATH' ) || exit;

/**
 * Sends what is published to the archive, and its corrections; withholds what is taken back, deletes what is deleted.
 */
final class Archive {
	const RETRY       = 'factcheck_send_post';
	const DELETE      = 'factcheck_delete';
	const MOST_TRIES  = 8;
	const SECONDS     = 5;
	const FIRST_PAUSE = 60;

	/**
	 * Register with WordPress.
	 */
	public static function hook() {
		add_action( 'wp_after_insert_post', array( self::class, 'after_save' ), 10, 4 );
		add_action( 'before_delete_post', array( self::class, 'before_delete' ), 10, 2 );
		add_action( self::RETRY, array( self::class, 'send' ), 10, 2 );
		add_action( self::DELETE, array( self::class, 'delete' ), 10, 2 );
	}

	/**
	 * Send a post that is public, or no longer is.
	 *
	 * @param int          $post_id The post.
	 * @param WP_Post      $post    As it is now.
	 * @param bool         $update  Whether it was there before.
	 * @param WP_Post|null $before  As it was.
	 */
	public static function after_save( $post_id, WP_Post $post, $update, $before ) {
		if ( ! Settings::get( 'send_published' ) || ! Settings::covers( $post->post_type ) ) {
			return;
		}
		if ( self::is_public( $post ) || ( $before && self::is_public( $before ) ) ) {
			self::send( $post_id );
		}
	}

	/**
	 * Say whether everybody may read a post.
	 *
	 * @param WP_Post $post The post.
	 * @return bool
	 */
	private static function is_public( WP_Post $post ) {
		return 'publish' === $post->post_status && '' === $post->post_password;
	}

	/**
	 * Send a post as it is now; what has no text is no document. If the service is away, try again ever more slowly, for
	 * some hours.
	 *
	 * @param int $post_id The post.
	 * @param int $tries   How often it has failed.
	 */
	public static function send( $post_id, $tries = 0 ) {
		$post = get_post( $post_id );
		if ( ! $post ) {
			return;
		}
		$document = self::document( $post );
		$has_text = '' !== $document['text'];
		$answer   = self::ask( $has_text ? 'PUT' : 'DELETE', self::path( $post_id ), $has_text ? $document : null );
		$waits    = self::try_again( $answer, self::RETRY, $post_id, $tries );
		Refusals::note( $post_id, is_wp_error( $answer ) && ! $waits ? $answer->get_error_message() : '' );
	}

	/**
	 * Delete what a post that is no longer there has left at the service, tried again like send().
	 *
	 * @param string $path  Of its document or article.
	 * @param int    $tries How often it has failed.
	 */
	public static function delete( $path, $tries = 0 ) {
		self::try_again( self::ask( 'DELETE', $path ), self::DELETE, $path, $tries );
	}

	/**
	 * Ask the service for a change; what is to be deleted may be gone already.
	 *
	 * @param string     $method HTTP method.
	 * @param string     $path   Path below the service's address.
	 * @param array|null $body   What goes as JSON.
	 * @return array|WP_Error
	 */
	private static function ask( $method, $path, $body = null ) {
		$answer = Client::send( $method, $path, $body, array( 'seconds' => self::SECONDS ) );
		return 'DELETE' === $method && Client::is_gone( $answer ) ? array() : $answer;
	}

	/**
	 * Have WordPress try again later what failed for now; say whether it will.
	 *
	 * @param array|WP_Error $answer Of the service.
	 * @param string         $action What to do then.
	 * @param int|string     $about  What it is done with.
	 * @param int            $tries  How often it has failed before.
	 * @return bool
	 */
	private static function try_again( $answer, $action, $about, $tries ) {
		$waits = is_wp_error( $answer ) && self::may_pass( $answer ) && $tries < self::MOST_TRIES;
		if ( $waits ) {
			wp_schedule_single_event( time() + self::FIRST_PAUSE * 2 ** $tries, $action, array( $about, $tries + 1 ) );
		}
		return $waits;
	}

	/**
	 * Return where the document of a post is at the service.
	 *
	 * @param int $post_id The post.
	 * @return string
	 */
	private static function path( $post_id ) {
		return '/v1/documents/' . Checks::name_of( $post_id );
	}

	/**
	 * Say whether an error may be gone later: the service is away or busy, rather than that it refuses the post.
	 *
	 * @param WP_Error $error Of the client.
	 * @return bool
	 */
	private static function may_pass( WP_Error $error ) {
		$status = $error->get_error_data()['service_status'] ?? 503;
		return 429 === $status || $status >= 500;
	}

	/**
	 * Return the document that a post makes.
	 *
	 * @param WP_Post $post The post.
	 * @return array
	 */
	public static function document( WP_Post $post ) {
		$author = get_userdata( (int) $post->post_author );
		$fields = array(
			'text'         => Texts::of_post( $post ),
			'title'        => wp_specialchars_decode( get_the_title( $post ), ENT_QUOTES ),
			'byline'       => $author ? $author->display_name : '',
			'publisher'    => wp_specialchars_decode( get_bloginfo( 'name' ), ENT_QUOTES ),
			'url'          => get_permalink( $post ),
			// Of the site: get_bloginfo() has that of who is signed in.
			'language'     => str_replace( '_', '-', get_locale() ),
			'published_at' => get_post_datetime( $post, 'date', 'gmt' )->format( DATE_ATOM ),
			'updated_at'   => get_post_datetime( $post, 'modified', 'gmt' )->format( DATE_ATOM ),
			'status'       => self::is_public( $post ) ? 'usable' : 'withheld',
		);
		/**
		 * Changes what is sent to the archive; see the API's schema of a document.
		 */
		return apply_filters( 'factcheck_document', array_merge( array( 'text' => '' ), array_filter( $fields, 'strlen' ) ), $post );
	}

	/**
	 * Delete what a post has left at the service.
	 *
	 * @param int     $post_id The post.
	 * @param WP_Post $post    The post.
	 */
	public static function before_delete( $post_id, WP_Post $post ) {
		if ( ! Settings::covers( $post->post_type ) ) {
			return;
		}
		$article_id = Results::of( $post_id )['article_id'];
		if ( $article_id ) {
			self::delete( '/v1/articles/' . rawurlencode( $article_id ) );
		}
		if ( Settings::get( 'send_published' ) ) {
			self::delete( self::path( $post_id ) );
		}
	}
}
