SELECT
  (SELECT access_epoch.epoch FROM access_epoch) AS epoch,
  (
    SELECT json_object(
      'totalCount', count(*),
      'longestWaitDays', max(anon_2.waited),
      'medianWaitDays', (
        SELECT (
          ((CAST(sum(anon_4.waited) AS BIGINT)) * 2000000 + (count(*))) / NULLIF(2 * (count(*)), 0) / 1000000.0
        ) AS anon_3
        FROM (
          SELECT
            anon_2.waited AS waited,
            row_number() OVER (ORDER BY anon_2.waited) AS i,
            count(*) OVER () AS n
          FROM (
            SELECT
              pool_entry_1.reason AS reason,
              CASE
                WHEN (coalesce(pool_entry_1.left_on, ?1) < pool_entry_1.entered_on) THEN 0
                ELSE CAST(
                  julianday(coalesce(pool_entry_1.left_on, ?2)) - julianday(
                    pool_entry_1.entered_on
                  ) AS INTEGER
                )
              END AS waited,
              pool_entry_1.entered_on AS entered_on,
              pool_entry_1.left_on AS left_on
            FROM pool_entry AS pool_entry_1
            WHERE pool_entry_1.left_at IS NULL
          ) AS anon_2
        ) AS anon_4
        WHERE ?3 * anon_4.i >= anon_4.n AND ?4 * anon_4.i <= anon_4.n + ?5
      ),
      'pastTarget', count(*) FILTER (
        WHERE CASE
          WHEN (coalesce(anon_2.left_on, ?6) < anon_2.entered_on) THEN 0
          ELSE CAST(julianday(coalesce(anon_2.left_on, ?7)) - julianday(anon_2.entered_on) AS INTEGER)
        END > ?8
      ),
      'entries', (
        WITH anon_5 AS (
          SELECT json_object(
            'waitDays', CASE
              WHEN (coalesce(pool_entry_2.left_on, ?9) < pool_entry_2.entered_on) THEN 0
              ELSE CAST(
                julianday(coalesce(pool_entry_2.left_on, ?10)) - julianday(
                  pool_entry_2.entered_on
                ) AS INTEGER
              )
            END,
            'reason', pool_entry_2.reason,
            'priority', pool_entry_2.priority,
            'client', (
              SELECT json_object(
                '$whose', client_1.id,
                'name', client_1.name,
                'payer', client_1.payer,
                'location', (
                  SELECT json_object('name', location_1.name) AS anon_7
                  FROM location AS location_1
                  WHERE location_1.id = client_1.location_id
                )
              ) AS anon_6
              FROM client AS client_1
              WHERE client_1.id = pool_entry_2.client_id
            )
          ) AS v0
          FROM pool_entry AS pool_entry_2
          WHERE pool_entry_2.left_at IS NULL
          ORDER BY pool_entry_2.entered_at ASC, pool_entry_2.id ASC
          LIMIT 3
          OFFSET ?11
        )
        SELECT json_object('nodes', json_group_array(json(anon_5.v0))) AS anon_8
        FROM anon_5
      )
    ) AS anon_1
    FROM (
      SELECT
        pool_entry_1.reason AS reason,
        CASE
          WHEN (coalesce(pool_entry_1.left_on, ?12) < pool_entry_1.entered_on) THEN 0
          ELSE CAST(julianday(coalesce(pool_entry_1.left_on, ?13)) - julianday(pool_entry_1.entered_on) AS INTEGER)
        END AS waited,
        pool_entry_1.entered_on AS entered_on,
        pool_entry_1.left_on AS left_on
      FROM pool_entry AS pool_entry_1
      WHERE pool_entry_1.left_at IS NULL
    ) AS anon_2
  ) AS c0

-- ?1 to ?2    today
-- ?3 to ?5    constant
-- ?6 to ?7    today
-- ?8          the practice's wait target
-- ?9 to ?10   today
-- ?11         constant
-- ?12 to ?13  today
