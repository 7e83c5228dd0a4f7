SELECT
  (SELECT access_epoch.epoch FROM access_epoch) AS epoch,
  (
    SELECT json_object(
      'totalCount', count(*),
      'longestWaitDays', max(anon_2.waited),
      'pastTarget', count(*) FILTER (
        WHERE CASE
          WHEN (coalesce(anon_2.left_on, ?1) < anon_2.entered_on) THEN 0
          ELSE CAST(julianday(coalesce(anon_2.left_on, ?2)) - julianday(anon_2.entered_on) AS INTEGER)
        END > ?3
      ),
      'dueWithin', count(*) FILTER (
        WHERE CASE
          WHEN (coalesce(anon_2.left_on, ?4) < anon_2.entered_on) THEN 0
          ELSE CAST(julianday(coalesce(anon_2.left_on, ?5)) - julianday(anon_2.entered_on) AS INTEGER)
        END + ?6 > ?7
          AND anon_2.waited <= ?8
      ),
      'entries', (
        WITH anon_3 AS (
          SELECT json_object(
            'id', pool_entry_1.id,
            'waitDays', CASE
              WHEN (coalesce(pool_entry_1.left_on, ?9) < pool_entry_1.entered_on) THEN 0
              ELSE CAST(
                julianday(coalesce(pool_entry_1.left_on, ?10)) - julianday(
                  pool_entry_1.entered_on
                ) AS INTEGER
              )
            END,
            'priority', pool_entry_1.priority,
            'reason', pool_entry_1.reason,
            'client', (
              SELECT json_object(
                'id', client_1.id,
                'name', client_1.name,
                'insuranceStatus', client_1.insurance_status,
                'payer', client_1.payer,
                'serviceRequirements', json(client_1.service_requirements),
                'location', (
                  SELECT json_object('name', location_1.name) AS anon_5
                  FROM location AS location_1
                  WHERE location_1.id = client_1.location_id
                )
              ) AS anon_4
              FROM client AS client_1
              WHERE client_1.id = pool_entry_1.client_id
            )
          ) AS v0
          FROM pool_entry AS pool_entry_1
          WHERE pool_entry_1.left_at IS NULL
          ORDER BY pool_entry_1.entered_at ASC, pool_entry_1.id ASC
          LIMIT 10
          OFFSET ?11
        )
        SELECT json_object('nodes', json_group_array(json(anon_3.v0))) AS anon_6
        FROM anon_3
      )
    ) AS anon_1
    FROM (
      SELECT
        pool_entry_2.reason AS reason,
        CASE
          WHEN (coalesce(pool_entry_2.left_on, ?12) < pool_entry_2.entered_on) THEN 0
          ELSE CAST(julianday(coalesce(pool_entry_2.left_on, ?13)) - julianday(pool_entry_2.entered_on) AS INTEGER)
        END AS waited,
        pool_entry_2.entered_on AS entered_on,
        pool_entry_2.left_on AS left_on
      FROM pool_entry AS pool_entry_2
      WHERE pool_entry_2.left_at IS NULL
    ) AS anon_2
  ) AS c0

-- ?1 to ?2    today
-- ?3          the practice's wait target
-- ?4 to ?5    today
-- ?6          constant
-- ?7 to ?8    the practice's wait target
-- ?9 to ?10   today
-- ?11         constant
-- ?12 to ?13  today
