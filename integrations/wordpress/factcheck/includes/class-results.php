<?php
/**
 * What was found about a post.
 *
 * @package Factcheck
 */

namespace Factcheck;

defined( 'ABSPATH' ) || exit;

/**
 * Keeps the results of a post in its meta data, which only this plugin reads and writes.
 *
 * META holds the results as JSON: article_id, revision, status, checked_at, sentences. Each sentence has text, prefix,
 * claim_id, status, verdict, confidence and source (draft or selection). ID has a row for the article and for each claim, so
 * that a message about one leads to its post. CHANGES holds what has changed since publication.
 */
final class Results {
	const META    = '_factcheck_results';
	const ID      = '_factcheck_id';
	const CHANGES = '_factcheck_changes';
	const WARNED  = array( 'refuted', 'outdated' );

	const EMPTY_RESULTS = array(
		'article_id' => null,
		'status'     => 'none',
		'checked_at' => null,
		'sentences'  => array(),
	);

	/**
	 * Declare the meta data, hidden from the REST API and from everybody's custom fields.
	 */
	public static function register() {
		foreach ( array( self::META, self::ID, self::CHANGES ) as $key ) {
			$hidden = array(
				'show_in_rest'  => false,
				'single'        => self::ID !== $key,
				'auth_callback' => '__return_false',
			);
			register_meta( 'post', $key, $hidden );
		}
	}

	/**
	 * Return the results of a post.
	 *
	 * @param int $post_id The post.
	 * @return array
	 */
	public static function of( $post_id ) {
		$kept = json_decode( (string) get_post_meta( $post_id, self::META, true ), true );
		return is_array( $kept ) ? array_merge( self::EMPTY_RESULTS, $kept ) : self::EMPTY_RESULTS;
	}

	/**
	 * Keep the results of a post.
	 *
	 * @param int   $post_id The post.
	 * @param array $results As of() returns them.
	 */
	public static function keep( $post_id, array $results ) {
		// Slashes are taken away once by update_post_meta().
		update_post_meta( $post_id, self::META, wp_slash( wp_json_encode( $results ) ) );
		$wanted = array_values( array_unique( array_filter( array_merge( array( $results['article_id'] ), array_column( $results['sentences'], 'claim_id' ) ) ) ) );
		$there  = get_post_meta( $post_id, self::ID );
		foreach ( array_diff( $there, $wanted ) as $gone ) {
			delete_post_meta( $post_id, self::ID, $gone );
		}
		foreach ( array_diff( $wanted, $there ) as $new ) {
			add_post_meta( $post_id, self::ID, $new );
		}
	}

	/**
	 * Return the posts that hold a claim, or are an article of the service. Types and statuses are named, since "any" leaves
	 * out those that the site's search does.
	 *
	 * @param string $id Of the claim or article.
	 * @return int[]
	 */
	public static function posts_with( $id ) {
		// phpcs:disable WordPress.DB.SlowDBQuery -- the key has an index, and few rows.
		$asked = array(
			'post_type'      => Settings::get( 'post_types' ),
			'post_status'    => array_keys( get_post_stati() ),
			'posts_per_page' => -1,
			'fields'         => 'ids',
			'meta_key'       => self::ID,
			'meta_value'     => $id,
		);
		// phpcs:enable
		return get_posts( $asked );
	}

	/**
	 * Return the sentence that makes a claim, null if the post has none such.
	 *
	 * @param int    $post_id  The post.
	 * @param string $claim_id The claim.
	 * @return array|null
	 */
	public static function sentence( $post_id, $claim_id ) {
		foreach ( self::of( $post_id )['sentences'] as $sentence ) {
			if ( $sentence['claim_id'] === $claim_id ) {
				return $sentence;
			}
		}
		return null;
	}

	/**
	 * Give the sentences of a claim another state.
	 *
	 * @param int    $post_id  The post.
	 * @param string $claim_id The claim.
	 * @param array  $state    What is new of it.
	 */
	public static function change( $post_id, $claim_id, array $state ) {
		$results = self::of( $post_id );
		foreach ( $results['sentences'] as $place => $sentence ) {
			if ( $sentence['claim_id'] === $claim_id ) {
				$results['sentences'][ $place ] = array_merge( $sentence, $state );
			}
		}
		self::keep( $post_id, $results );
	}

	/**
	 * Return the sentences that stand in a content and are refuted or outdated.
	 *
	 * @param int    $post_id The post.
	 * @param string $content Its content, which may be newer than what is stored.
	 * @return array[]
	 */
	public static function warnings( $post_id, $content ) {
		$text = Texts::fold( Texts::plain( $content ) );
		return array_values(
			array_filter(
				self::of( $post_id )['sentences'],
				static function ( $sentence ) use ( $text ) {
					return in_array( $sentence['verdict'], self::WARNED, true ) && false !== strpos( $text, Texts::fold( $sentence['text'] ) );
				}
			)
		);
	}

	/**
	 * Return what has changed since publication, newest first.
	 *
	 * @param int $post_id The post.
	 * @return array[]
	 */
	public static function changes( $post_id ) {
		$kept = json_decode( (string) get_post_meta( $post_id, self::CHANGES, true ), true );
		return is_array( $kept ) ? $kept : array();
	}

	/**
	 * Keep what has changed; an empty list removes it.
	 *
	 * @param int     $post_id The post.
	 * @param array[] $changes As changes() returns them.
	 */
	public static function keep_changes( $post_id, array $changes ) {
		if ( $changes ) {
			update_post_meta( $post_id, self::CHANGES, wp_slash( wp_json_encode( array_slice( $changes, 0, 20 ) ) ) );
		} else {
			delete_post_meta( $post_id, self::CHANGES );
		}
	}
}
