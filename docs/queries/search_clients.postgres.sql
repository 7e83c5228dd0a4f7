SELECT
  (SELECT access_epoch.epoch FROM access_epoch) AS epoch,
  (
    WITH anon_1 AS (
      SELECT JSON_OBJECT(
        '$whose' VALUE client_1.id, 'name' VALUE client_1.name, 'status' VALUE client_1.status RETURNING json
      ) AS v0
      FROM client AS client_1
      WHERE (
        EXISTS (
          SELECT *
          FROM client_word AS client_word_1
          WHERE client_word_1.client_id = client_1.id
            AND client_word_1.word >= $1::VARCHAR COLLATE "C"
            AND client_word_1.word < $2::VARCHAR COLLATE "C"
        )
      )
        AND (
          EXISTS (
            SELECT *
            FROM client_word AS client_word_2
            WHERE client_word_2.client_id = client_1.id
              AND client_word_2.word >= $3::VARCHAR COLLATE "C"
              AND client_word_2.word < $4::VARCHAR COLLATE "C"
          )
        )
      ORDER BY client_1.name_key ASC, client_1.id ASC
      LIMIT 3
    )
    SELECT JSON_OBJECT(
      'totalCount' VALUE (
        SELECT count(*) AS count_1
        FROM client AS client_2
        WHERE (
          EXISTS (
            SELECT *
            FROM client_word AS client_word_3
            WHERE client_word_3.client_id = client_2.id
              AND client_word_3.word >= $5::VARCHAR COLLATE "C"
              AND client_word_3.word < $6::VARCHAR COLLATE "C"
          )
        )
          AND (
            EXISTS (
              SELECT *
              FROM client_word AS client_word_4
              WHERE client_word_4.client_id = client_2.id
                AND client_word_4.word >= $7::VARCHAR COLLATE "C"
                AND client_word_4.word < $8::VARCHAR COLLATE "C"
            )
          )
      ),
      'nodes' VALUE coalesce(json_agg(anon_1.v0), CAST('[]' AS json)) RETURNING json
    ) AS anon_2
    FROM anon_1
  ) AS c0

-- $1 to $8  variable "text"
