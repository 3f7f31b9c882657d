<?php
/**
 * Having a post checked.
 *
 * @package Factcheck
 */

namespace Factcheck;

use WP_Error;

defined( 'ABSPATH' ) || exit;

/**
 * The use cases behind the editor's sidebar.
 */
final class Checks {
	const RUNNING           = array( 'queued', 'running' );
	const SELECTION_SECONDS = 20;

	/**
	 * Return the name by which the service knows a post, for its article and for its document.
	 *
	 * @param int $post_id The post.
	 * @return string
	 */
	public static function name_of( $post_id ) {
		// Two sites may share a workspace, so the site is part of the name; its address may move from http to https.
		$site = substr( md5( (string) preg_replace( '#^https?://#', '', home_url() ) ), 0, 12 );
		return "wp-{$site}-{$post_id}";
	}

	/**
	 * Send a draft. The service checks only sentences that it did not have before.
	 *
	 * @param int    $post_id The post.
	 * @param string $title   Its title as edited.
	 * @param string $content Its content as edited.
	 * @return array|WP_Error The results.
	 */
	public static function send_draft( $post_id, $title, $content ) {
		$body = array(
			'html'                 => $content,
			'external_id'          => self::name_of( $post_id ),
			'exclude_document_ids' => array( self::name_of( $post_id ) ),
		);
		if ( '' !== trim( $title ) ) {
			$body['title'] = mb_substr( $title, 0, 1000 );
		}
		return self::take_article( $post_id, Client::send( 'POST', '/v1/articles', $body ) );
	}

	/**
	 * Return the results of a post, after asking the service for what was not done yet.
	 *
	 * @param int $post_id The post.
	 * @return array|WP_Error
	 */
	public static function refresh( $post_id ) {
		$results = Results::of( $post_id );
		if ( $results['article_id'] && 'running' === $results['status'] ) {
			$results = self::take_article( $post_id, Client::send( 'GET', '/v1/articles/' . rawurlencode( $results['article_id'] ) ) );
			if ( is_wp_error( $results ) ) {
				return $results;
			}
		}
		foreach ( $results['sentences'] as $sentence ) {
			if ( 'selection' === $sentence['source'] && in_array( $sentence['status'], self::RUNNING, true ) ) {
				$claim = Client::send( 'GET', '/v1/claims/' . rawurlencode( $sentence['claim_id'] ) );
				if ( is_wp_error( $claim ) ) {
					return $claim;
				}
				Results::change( $post_id, $sentence['claim_id'], self::state_of( $claim ) );
			}
		}
		return Results::of( $post_id );
	}

	/**
	 * Have one sentence checked.
	 *
	 * @param int    $post_id The post.
	 * @param string $text    The sentence.
	 * @param string $context What stands around it.
	 * @return array|WP_Error The results.
	 */
	public static function send_sentence( $post_id, $text, $context ) {
		$body = array(
			'text'                 => $text,
			'external_id'          => self::name_of( $post_id ),
			'exclude_document_ids' => array( self::name_of( $post_id ) ),
		);
		if ( '' !== trim( $context ) ) {
			$body['context'] = $context;
		}
		$options = array(
			'seconds' => self::SELECTION_SECONDS,
			'headers' => array( 'Prefer' => 'wait=10' ),
		);
		$claim   = Client::send( 'POST', '/v1/claims', $body, $options );
		if ( is_wp_error( $claim ) ) {
			return $claim;
		}
		$sentence = array(
			'text'   => $text,
			'prefix' => '',
			'source' => 'selection',
		);
		$results  = Results::of( $post_id );
		$others   = array_filter(
			$results['sentences'],
			static function ( $other ) use ( $text ) {
				return Texts::fold( $other['text'] ) !== Texts::fold( $text );
			}
		);

		$results['sentences']  = array_merge( array_values( $others ), array( array_merge( $sentence, self::state_of( $claim ) ) ) );
		$results['checked_at'] = gmdate( 'c' );
		Results::keep( $post_id, $results );
		return $results;
	}

	/**
	 * Return the report on a claim of a post.
	 *
	 * @param int    $post_id  The post.
	 * @param string $claim_id The claim.
	 * @return array|WP_Error
	 */
	public static function report( $post_id, $claim_id ) {
		if ( ! Results::sentence( $post_id, $claim_id ) ) {
			return new WP_Error( 'factcheck_no_claim', __( 'The post has no such claim.', 'factcheck' ), array( 'status' => 404 ) );
		}
		$claim = Client::send( 'GET', '/v1/claims/' . rawurlencode( $claim_id ) );
		if ( is_wp_error( $claim ) ) {
			return $claim;
		}
		$state = self::state_of( $claim );
		Results::change( $post_id, $claim_id, $state );
		$fields = array_flip( array( 'text', 'reasons', 'gaps', 'prior_checks', 'evidence' ) );
		return array_merge( array_intersect_key( $claim, $fields ), $state );
	}

	/**
	 * Return status, verdict and confidence of a claim.
	 *
	 * @param array $claim The claim as the service answers it.
	 * @return array
	 */
	public static function state_of( array $claim ) {
		return array(
			'claim_id'   => $claim['claim_id'],
			'status'     => $claim['status'],
			'verdict'    => $claim['verdict'] ?? null,
			'confidence' => $claim['confidence'] ?? null,
		);
	}

	/**
	 * Keep what the service answers about an article; sentences that were selected by hand stay.
	 *
	 * @param int            $post_id The post.
	 * @param array|WP_Error $article The answer.
	 * @return array|WP_Error The results.
	 */
	private static function take_article( $post_id, $article ) {
		if ( is_wp_error( $article ) ) {
			return $article;
		}
		$before    = Results::of( $post_id );
		$sentences = array();
		foreach ( $article['sentences'] as $sentence ) {
			if ( $sentence['claim'] ) {
				$sentences[] = self::take_sentence( $sentence );
			}
		}
		$texts = array_map( array( Texts::class, 'fold' ), array_column( $sentences, 'text' ) );
		foreach ( $before['sentences'] as $sentence ) {
			if ( 'selection' === $sentence['source'] && ! in_array( Texts::fold( $sentence['text'] ), $texts, true ) ) {
				$sentences[] = $sentence;
			}
		}
		$results = array(
			'article_id' => $article['article_id'],
			'status'     => $article['status'],
			'checked_at' => gmdate( 'c' ),
			'sentences'  => $sentences,
		);
		Results::keep( $post_id, $results );
		return $results;
	}

	/**
	 * Return a sentence of an article as it is kept.
	 *
	 * @param array $sentence Of the service's answer.
	 * @return array
	 */
	private static function take_sentence( array $sentence ) {
		return array_merge(
			array(
				'text'   => $sentence['selector']['exact'],
				'prefix' => $sentence['selector']['prefix'],
				'source' => 'draft',
			),
			self::state_of( $sentence['claim'] )
		);
	}
}
