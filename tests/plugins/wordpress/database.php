<?php
/**
 * Opens WordPress's database so that its processes wait for one another: SQLite refuses at once to write in a transaction
 * that began by reading, if somebody else has written meanwhile.
 */
$GLOBALS['@pdo'] = new class( 'sqlite:' . __DIR__ . '/wp-content/database/.ht.sqlite' ) extends PDO {
	public function __construct( $dsn ) {
		$options = array( PDO::ATTR_ERRMODE => PDO::ERRMODE_EXCEPTION, PDO::ATTR_STRINGIFY_FETCHES => true, PDO::ATTR_TIMEOUT => 60 );
		parent::__construct( $dsn, null, null, $options );
		$this->exec( 'PRAGMA journal_mode = WAL; PRAGMA synchronous = OFF' );
	}

	public function prepare( string $query, array $options = array() ): PDOStatement|false {
		return parent::prepare( 'BEGIN' === $query ? 'BEGIN IMMEDIATE' : $query, $options );
	}
};
