SELECT
  (SELECT access_epoch.epoch FROM access_epoch) AS epoch,
  (
    WITH anon_1 AS (
      SELECT json_object('$whose', client_1.id, 'name', client_1.name, 'status', client_1.status) AS v0
      FROM client AS client_1
      WHERE (
        EXISTS (
          SELECT *
          FROM client_word AS client_word_1
          WHERE client_word_1.client_id = client_1.id AND client_word_1.word >= ?1 AND client_word_1.word < ?2
        )
      )
        AND (
          EXISTS (
            SELECT *
            FROM client_word AS client_word_2
            WHERE client_word_2.client_id = client_1.id AND client_word_2.word >= ?3 AND client_word_2.word < ?4
          )
        )
      ORDER BY client_1.name_key ASC, client_1.id ASC
      LIMIT 3
      OFFSET ?5
    )
    SELECT json_object(
      'totalCount', (
        SELECT count(*) AS count_1
        FROM client AS client_2
        WHERE (
          EXISTS (
            SELECT *
            FROM client_word AS client_word_3
            WHERE client_word_3.client_id = client_2.id
              AND client_word_3.word >= ?6
              AND client_word_3.word < ?7
          )
        )
          AND (
            EXISTS (
              SELECT *
              FROM client_word AS client_word_4
              WHERE client_word_4.client_id = client_2.id
                AND client_word_4.word >= ?8
                AND client_word_4.word < ?9
            )
          )
      ),
      'nodes', json_group_array(json(anon_1.v0))
    ) AS anon_2
    FROM anon_1
  ) AS c0

-- ?1 to ?4  variable "text"
-- ?5        constant
-- ?6 to ?9  variable "text"
