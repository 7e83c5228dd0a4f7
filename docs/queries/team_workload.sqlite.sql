SELECT
  (SELECT access_epoch.epoch FROM access_epoch) AS epoch,
  (
    WITH anon_1 AS (
      SELECT json_object(
        'name', team_1.name,
        'workload', (
          SELECT json_object(
            'providerCount', count(*),
            'caseloadCount', CAST(coalesce(sum(anon_3.count), ?1) AS BIGINT),
            'capacity', CAST(coalesce(sum(anon_3.capacity), ?2) AS BIGINT),
            'load', CAST(coalesce(sum(anon_3.load), ?3) AS BIGINT) / (100.0 + 0.0),
            'utilization', (
              (
                (CAST(coalesce(sum(anon_3.load), ?4) AS BIGINT)) * 2000000 + (
                  CAST(coalesce(sum(anon_3.capacity), ?5) AS BIGINT) * ?6
                )
              ) / NULLIF(2 * (CAST(coalesce(sum(anon_3.capacity), ?7) AS BIGINT) * ?8), 0) / 1000000.0
            ),
            'openSlots', CAST(coalesce(sum(anon_3.free), ?9) AS BIGINT) / (100.0 + 0.0),
            'gini', (
              SELECT CAST(
                round(
                  CASE
                    WHEN (sum(anon_4.u) > ?10) THEN sum(
                      ((?11 * anon_4.i - anon_4.n) - ?12) * anon_4.u
                    ) / ((max(anon_4.n) * sum(anon_4.u)) + 0.0)
                  END * ?13
                ) AS BIGINT
              ) / (1000000.0 + 0.0) AS gini
              FROM (
                SELECT
                  anon_3.utilization AS u,
                  row_number() OVER (ORDER BY anon_3.utilization) AS i,
                  count(*) OVER () AS n
                FROM (
                  SELECT
                    provider_1.capacity AS capacity,
                    provider_1.load_hundredths AS load,
                    provider_1.caseload_count AS count,
                    CASE
                      WHEN (provider_1.capacity * ?14 - provider_1.load_hundredths > ?15) THEN provider_1.capacity * ?16 - provider_1.load_hundredths
                      ELSE ?17
                    END AS free,
                    CASE
                      WHEN (provider_1.load_hundredths - provider_1.capacity * ?18 > ?19) THEN provider_1.load_hundredths - provider_1.capacity * ?20
                      ELSE ?21
                    END AS over,
                    CAST(provider_1.load_hundredths AS FLOAT) / (
                      nullif(provider_1.capacity * ?22, ?23) + 0.0
                    ) AS utilization,
                    CASE
                      WHEN (
                        provider_1.load_hundredths > CAST(provider_1.capacity AS BIGINT) * 100
                      ) THEN 'OVER_CAPACITY'
                      WHEN (
                        provider_1.load_hundredths = CAST(provider_1.capacity AS BIGINT) * 100
                      ) THEN 'AT_CAPACITY'
                      WHEN (
                        CAST(provider_1.load_hundredths AS BIGINT) * 10000 >= ?24 * CAST(
                          provider_1.capacity AS BIGINT
                        ) * 100
                      ) THEN 'NEARING_CAPACITY'
                      ELSE 'AVAILABLE'
                    END AS status
                  FROM provider AS provider_1
                  WHERE provider_1.status != ?25 AND provider_1.team_id = team_1.id
                ) AS anon_3
                WHERE anon_3.utilization IS NOT NULL
              ) AS anon_4
            ),
            'byLoadStatus', json_array(
              json(
                json_object(
                  'loadStatus', 'AVAILABLE',
                  'count', count(*) FILTER (WHERE anon_3.status = ?26)
                )
              ),
              json(
                json_object(
                  'loadStatus', 'NEARING_CAPACITY',
                  'count', count(*) FILTER (WHERE anon_3.status = ?27)
                )
              ),
              json(
                json_object(
                  'loadStatus', 'AT_CAPACITY',
                  'count', count(*) FILTER (WHERE anon_3.status = ?28)
                )
              ),
              json(
                json_object(
                  'loadStatus', 'OVER_CAPACITY',
                  'count', count(*) FILTER (WHERE anon_3.status = ?29)
                )
              )
            )
          ) AS anon_2
          FROM (
            SELECT
              provider_1.capacity AS capacity,
              provider_1.load_hundredths AS load,
              provider_1.caseload_count AS count,
              CASE
                WHEN (provider_1.capacity * ?30 - provider_1.load_hundredths > ?31) THEN provider_1.capacity * ?32 - provider_1.load_hundredths
                ELSE ?33
              END AS free,
              CASE
                WHEN (provider_1.load_hundredths - provider_1.capacity * ?34 > ?35) THEN provider_1.load_hundredths - provider_1.capacity * ?36
                ELSE ?37
              END AS over,
              CAST(provider_1.load_hundredths AS FLOAT) / (nullif(provider_1.capacity * ?38, ?39) + 0.0) AS utilization,
              CASE
                WHEN (provider_1.load_hundredths > CAST(provider_1.capacity AS BIGINT) * 100) THEN 'OVER_CAPACITY'
                WHEN (provider_1.load_hundredths = CAST(provider_1.capacity AS BIGINT) * 100) THEN 'AT_CAPACITY'
                WHEN (
                  CAST(provider_1.load_hundredths AS BIGINT) * 10000 >= ?40 * CAST(
                    provider_1.capacity AS BIGINT
                  ) * 100
                ) THEN 'NEARING_CAPACITY'
                ELSE 'AVAILABLE'
              END AS status
            FROM provider AS provider_1
            WHERE provider_1.status != ?41 AND provider_1.team_id = team_1.id
          ) AS anon_3
        )
      ) AS v0
      FROM team AS team_1
      ORDER BY team_1.name_key ASC, team_1.id ASC
      LIMIT 3
      OFFSET ?42
    )
    SELECT json_object('nodes', json_group_array(json(anon_1.v0))) AS anon_5
    FROM anon_1
  ) AS c0

-- ?1 to ?23   constant
-- ?24         the practice's threshold for nearing capacity
-- ?25 to ?39  constant
-- ?40         the practice's threshold for nearing capacity
-- ?41 to ?42  constant
