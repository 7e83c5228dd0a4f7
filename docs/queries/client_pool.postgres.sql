SELECT
  (SELECT access_epoch.epoch FROM access_epoch) AS epoch,
  (
    SELECT JSON_OBJECT(
      'totalCount' VALUE count(*),
      'longestWaitDays' VALUE max(anon_2.waited),
      'medianWaitDays' VALUE (
        SELECT (
          (CAST(CAST(sum(anon_4.waited) AS BIGINT) AS BIGINT) * 2000000 + (count(*))) / NULLIF(
            2 * CAST(count(*) AS BIGINT), 0
          ) / 1000000.0
        )::float8 AS anon_3
        FROM (
          SELECT anon_2.waited AS waited, row_number() OVER (ORDER BY anon_2.waited) AS i, count(*) OVER () AS n
          FROM (
            SELECT
              pool_entry_1.reason AS reason,
              CASE
                WHEN (coalesce(pool_entry_1.left_on, $1::DATE) < pool_entry_1.entered_on) THEN 0
                ELSE (coalesce(pool_entry_1.left_on, $1::DATE) - pool_entry_1.entered_on)
              END AS waited,
              pool_entry_1.entered_on AS entered_on,
              pool_entry_1.left_on AS left_on
            FROM pool_entry AS pool_entry_1
            WHERE pool_entry_1.left_at IS NULL
          ) AS anon_2
        ) AS anon_4
        WHERE $2::INTEGER * anon_4.i >= anon_4.n AND $3::INTEGER * anon_4.i <= anon_4.n + $4::INTEGER
      ),
      'pastTarget' VALUE count(*) FILTER (
        WHERE CASE
          WHEN (coalesce(anon_2.left_on, $1::DATE) < anon_2.entered_on) THEN 0
          ELSE (coalesce(anon_2.left_on, $1::DATE) - anon_2.entered_on)
        END > $5::INTEGER
      ),
      'entries' VALUE (
        WITH anon_5 AS (
          SELECT JSON_OBJECT(
            'waitDays' VALUE CASE
              WHEN (coalesce(pool_entry_2.left_on, $1::DATE) < pool_entry_2.entered_on) THEN 0
              ELSE (coalesce(pool_entry_2.left_on, $1::DATE) - pool_entry_2.entered_on)
            END,
            'reason' VALUE pool_entry_2.reason,
            'priority' VALUE pool_entry_2.priority,
            'client' VALUE (
              SELECT JSON_OBJECT(
                '$whose' VALUE client_1.id,
                'name' VALUE client_1.name,
                'payer' VALUE client_1.payer,
                'location' VALUE (
                  SELECT JSON_OBJECT('name' VALUE location_1.name RETURNING json) AS anon_7
                  FROM location AS location_1
                  WHERE location_1.id = client_1.location_id
                ) RETURNING json
              ) AS anon_6
              FROM client AS client_1
              WHERE client_1.id = pool_entry_2.client_id
            ) RETURNING json
          ) AS v0
          FROM pool_entry AS pool_entry_2
          WHERE pool_entry_2.left_at IS NULL
          ORDER BY pool_entry_2.entered_at ASC, pool_entry_2.id ASC
          LIMIT 3
        )
        SELECT JSON_OBJECT('nodes' VALUE coalesce(json_agg(anon_5.v0), CAST('[]' AS json)) RETURNING json) AS anon_8
        FROM anon_5
      ) RETURNING json
    ) AS anon_1
    FROM (
      SELECT
        pool_entry_1.reason AS reason,
        CASE
          WHEN (coalesce(pool_entry_1.left_on, $1::DATE) < pool_entry_1.entered_on) THEN 0
          ELSE (coalesce(pool_entry_1.left_on, $1::DATE) - pool_entry_1.entered_on)
        END AS waited,
        pool_entry_1.entered_on AS entered_on,
        pool_entry_1.left_on AS left_on
      FROM pool_entry AS pool_entry_1
      WHERE pool_entry_1.left_at IS NULL
    ) AS anon_2
  ) AS c0

-- $1        today
-- $2 to $4  constant
-- $5        the practice's wait target
