WITH
  anon_5 AS (SELECT ?1 AS day, 0 AS back),
  anon_4 AS (
    SELECT
      anon_5.day AS day,
      provider_1.id AS id,
      provider_1.name AS name,
      provider_1.name_key AS name_key,
      provider_1.external_id AS external_id,
      provider_1.credential AS credential,
      CASE WHEN (anon_6.until_on IS NULL) THEN provider_1.status ELSE coalesce(anon_6.status, ?2) END AS status,
      provider_1.accepting_new_clients AS accepting_new_clients,
      provider_1.specialties AS specialties,
      provider_1.services AS services,
      provider_1.languages AS languages,
      provider_1.payers AS payers,
      provider_1.minimum_age AS minimum_age,
      provider_1.maximum_age AS maximum_age,
      provider_1.telehealth AS telehealth,
      provider_1.team_id AS team_id,
      coalesce(anon_6.capacity, provider_1.capacity) AS capacity,
      coalesce(anon_7.count, 0) AS caseload_count,
      coalesce(anon_7.load, 0) AS load_hundredths,
      provider_1.version AS version
    FROM anon_5
    JOIN provider AS provider_1 ON 1 = 1
    LEFT OUTER
    JOIN (
      SELECT
        earlier_terms_1.provider_id AS provider_id,
        earlier_terms_1.capacity AS capacity,
        earlier_terms_1.status AS status,
        lag(earlier_terms_1.until_on) OVER (
          PARTITION BY earlier_terms_1.provider_id ORDER BY earlier_terms_1.until_on
        ) AS since_on,
        earlier_terms_1.until_on AS until_on
      FROM earlier_terms AS earlier_terms_1
    ) AS anon_6 ON anon_6.provider_id = provider_1.id
      AND (anon_6.since_on IS NULL OR anon_6.since_on <= anon_5.day)
      AND anon_6.until_on > anon_5.day
    LEFT OUTER
    JOIN (
      SELECT
        anon_5.day AS day,
        provider_2.id AS provider_id,
        CAST(sum(coalesce(anon_8.count, 0)) OVER (PARTITION BY provider_2.id ORDER BY anon_5.day) AS BIGINT) AS count,
        CAST(sum(coalesce(anon_8.load, 0)) OVER (PARTITION BY provider_2.id ORDER BY anon_5.day) AS BIGINT) AS load
      FROM anon_5
      JOIN provider AS provider_2 ON 1 = 1
      LEFT OUTER
      JOIN (
        SELECT
          anon_9.provider_id AS provider_id,
          anon_9.back AS back,
          sum(anon_9.count) AS count,
          sum(anon_9.weight) AS load
        FROM (
          SELECT
            anon_10.provider_id AS provider_id,
            CASE
              WHEN (CAST(julianday(?3) - julianday(anon_10.day) AS INTEGER) / 7 > 0) THEN 0
              WHEN (CAST(julianday(?4) - julianday(anon_10.day) AS INTEGER) / 7 < 0) THEN 0
              ELSE CAST(julianday(?5) - julianday(anon_10.day) AS INTEGER) / 7
            END AS back,
            anon_10.count AS count,
            anon_10.weight AS weight
          FROM (
            SELECT anon_11.provider_id AS provider_id, anon_11.began AS day, 1 AS count, anon_11.weight AS weight
            FROM (
              SELECT
                assignment_1.provider_id AS provider_id,
                CASE
                  WHEN (anon_12.since_on > assignment_1.assigned_on) THEN anon_12.since_on
                  ELSE assignment_1.assigned_on
                END AS began,
                assignment_1.ended_on AS ended,
                assignment_1.weight_hundredths AS weight
              FROM assignment AS assignment_1
              LEFT OUTER
              JOIN (
                SELECT earlier_weight_1.assignment_id AS assignment_id, max(earlier_weight_1.until_on) AS since_on
                FROM earlier_weight AS earlier_weight_1
                GROUP BY earlier_weight_1.assignment_id
              ) AS anon_12 ON anon_12.assignment_id = assignment_1.id
              UNION ALL
              SELECT
                assignment_2.provider_id AS provider_id,
                CASE
                  WHEN (anon_13.since_on > assignment_2.assigned_on) THEN anon_13.since_on
                  ELSE assignment_2.assigned_on
                END AS began,
                CASE
                  WHEN (assignment_2.ended_on < anon_13.until_on) THEN assignment_2.ended_on
                  ELSE anon_13.until_on
                END AS ended,
                anon_13.weight_hundredths AS weight
              FROM assignment AS assignment_2
              JOIN (
                SELECT
                  earlier_weight_2.assignment_id AS assignment_id,
                  earlier_weight_2.weight_hundredths AS weight_hundredths,
                  lag(earlier_weight_2.until_on) OVER (
                    PARTITION BY earlier_weight_2.assignment_id ORDER BY earlier_weight_2.until_on
                  ) AS since_on,
                  earlier_weight_2.until_on AS until_on
                FROM earlier_weight AS earlier_weight_2
              ) AS anon_13 ON anon_13.assignment_id = assignment_2.id
            ) AS anon_11
            WHERE anon_11.ended IS NULL OR anon_11.ended > anon_11.began
            UNION ALL
            SELECT anon_11.provider_id AS provider_id, anon_11.ended AS day, -1 AS count, -anon_11.weight AS anon_14
            FROM (
              SELECT
                assignment_1.provider_id AS provider_id,
                CASE
                  WHEN (anon_12.since_on > assignment_1.assigned_on) THEN anon_12.since_on
                  ELSE assignment_1.assigned_on
                END AS began,
                assignment_1.ended_on AS ended,
                assignment_1.weight_hundredths AS weight
              FROM assignment AS assignment_1
              LEFT OUTER
              JOIN (
                SELECT earlier_weight_1.assignment_id AS assignment_id, max(earlier_weight_1.until_on) AS since_on
                FROM earlier_weight AS earlier_weight_1
                GROUP BY earlier_weight_1.assignment_id
              ) AS anon_12 ON anon_12.assignment_id = assignment_1.id
              UNION ALL
              SELECT
                assignment_2.provider_id AS provider_id,
                CASE
                  WHEN (anon_13.since_on > assignment_2.assigned_on) THEN anon_13.since_on
                  ELSE assignment_2.assigned_on
                END AS began,
                CASE
                  WHEN (assignment_2.ended_on < anon_13.until_on) THEN assignment_2.ended_on
                  ELSE anon_13.until_on
                END AS ended,
                anon_13.weight_hundredths AS weight
              FROM assignment AS assignment_2
              JOIN (
                SELECT
                  earlier_weight_2.assignment_id AS assignment_id,
                  earlier_weight_2.weight_hundredths AS weight_hundredths,
                  lag(earlier_weight_2.until_on) OVER (
                    PARTITION BY earlier_weight_2.assignment_id ORDER BY earlier_weight_2.until_on
                  ) AS since_on,
                  earlier_weight_2.until_on AS until_on
                FROM earlier_weight AS earlier_weight_2
              ) AS anon_13 ON anon_13.assignment_id = assignment_2.id
            ) AS anon_11
            WHERE anon_11.ended > anon_11.began
          ) AS anon_10
          WHERE anon_10.day <= ?6
        ) AS anon_9
        GROUP BY anon_9.provider_id, anon_9.back
      ) AS anon_8 ON anon_8.provider_id = provider_2.id
        AND anon_8.back = anon_5.back
    ) AS anon_7 ON anon_7.day = anon_5.day
      AND anon_7.provider_id = provider_1.id
    WHERE anon_6.until_on IS NULL OR anon_6.status IS NOT NULL OR coalesce(anon_7.count, 0) > 0
  )
SELECT
  (SELECT access_epoch.epoch FROM access_epoch) AS epoch,
  (
    SELECT json_object(
      'providerCount', count(*),
      'caseloadCount', CAST(coalesce(sum(anon_2.count), ?7) AS BIGINT),
      'capacity', CAST(coalesce(sum(anon_2.capacity), ?8) AS BIGINT),
      'load', CAST(coalesce(sum(anon_2.load), ?9) AS BIGINT) / (100.0 + 0.0),
      'utilization', (
        (
          (CAST(coalesce(sum(anon_2.load), ?10) AS BIGINT)) * 2000000 + (
            CAST(coalesce(sum(anon_2.capacity), ?11) AS BIGINT) * ?12
          )
        ) / NULLIF(2 * (CAST(coalesce(sum(anon_2.capacity), ?13) AS BIGINT) * ?14), 0) / 1000000.0
      ),
      'openSlots', CAST(coalesce(sum(anon_2.free), ?15) AS BIGINT) / (100.0 + 0.0),
      'overBy', CAST(coalesce(sum(anon_2.over), ?16) AS BIGINT) / (100.0 + 0.0),
      'coefficientOfVariation', CAST(
        round(
          CASE
            WHEN (sum(anon_2.utilization) > ?17) THEN sqrt(
              CASE
                WHEN (
                  count(anon_2.utilization) * sum(anon_2.utilization * anon_2.utilization) - sum(
                    anon_2.utilization
                  ) * sum(anon_2.utilization) > ?18
                ) THEN count(anon_2.utilization) * sum(
                  anon_2.utilization * anon_2.utilization
                ) - sum(anon_2.utilization) * sum(anon_2.utilization)
                ELSE 0.0
              END
            ) / (sum(anon_2.utilization) + 0.0)
          END * ?19
        ) AS BIGINT
      ) / (1000000.0 + 0.0),
      'gini', (
        SELECT CAST(
          round(
            CASE
              WHEN (sum(anon_3.u) > ?20) THEN sum(((?21 * anon_3.i - anon_3.n) - ?22) * anon_3.u) / (
                (max(anon_3.n) * sum(anon_3.u)) + 0.0
              )
            END * ?23
          ) AS BIGINT
        ) / (1000000.0 + 0.0) AS gini
        FROM (
          SELECT
            anon_2.utilization AS u,
            row_number() OVER (ORDER BY anon_2.utilization) AS i,
            count(*) OVER () AS n
          FROM (
            SELECT
              anon_4.capacity AS capacity,
              anon_4.load_hundredths AS load,
              anon_4.caseload_count AS count,
              CASE
                WHEN (anon_4.capacity * ?24 - anon_4.load_hundredths > ?25) THEN anon_4.capacity * ?26 - anon_4.load_hundredths
                ELSE ?27
              END AS free,
              CASE
                WHEN (anon_4.load_hundredths - anon_4.capacity * ?28 > ?29) THEN anon_4.load_hundredths - anon_4.capacity * ?30
                ELSE ?31
              END AS over,
              CAST(anon_4.load_hundredths AS FLOAT) / (nullif(anon_4.capacity * ?32, ?33) + 0.0) AS utilization,
              CASE
                WHEN (anon_4.load_hundredths > CAST(anon_4.capacity AS BIGINT) * 100) THEN 'OVER_CAPACITY'
                WHEN (anon_4.load_hundredths = CAST(anon_4.capacity AS BIGINT) * 100) THEN 'AT_CAPACITY'
                WHEN (
                  CAST(anon_4.load_hundredths AS BIGINT) * 10000 >= ?34 * CAST(anon_4.capacity AS BIGINT) * 100
                ) THEN 'NEARING_CAPACITY'
                ELSE 'AVAILABLE'
              END AS status
            FROM anon_4
            WHERE anon_4.status != ?35
          ) AS anon_2
          WHERE anon_2.utilization IS NOT NULL
        ) AS anon_3
      )
    ) AS anon_1
    FROM (
      SELECT
        anon_4.capacity AS capacity,
        anon_4.load_hundredths AS load,
        anon_4.caseload_count AS count,
        CASE
          WHEN (anon_4.capacity * ?36 - anon_4.load_hundredths > ?37) THEN anon_4.capacity * ?38 - anon_4.load_hundredths
          ELSE ?39
        END AS free,
        CASE
          WHEN (anon_4.load_hundredths - anon_4.capacity * ?40 > ?41) THEN anon_4.load_hundredths - anon_4.capacity * ?42
          ELSE ?43
        END AS over,
        CAST(anon_4.load_hundredths AS FLOAT) / (nullif(anon_4.capacity * ?44, ?45) + 0.0) AS utilization,
        CASE
          WHEN (anon_4.load_hundredths > CAST(anon_4.capacity AS BIGINT) * 100) THEN 'OVER_CAPACITY'
          WHEN (anon_4.load_hundredths = CAST(anon_4.capacity AS BIGINT) * 100) THEN 'AT_CAPACITY'
          WHEN (CAST(anon_4.load_hundredths AS BIGINT) * 10000 >= ?46 * CAST(anon_4.capacity AS BIGINT) * 100) THEN 'NEARING_CAPACITY'
          ELSE 'AVAILABLE'
        END AS status
      FROM anon_4
      WHERE anon_4.status != ?47
    ) AS anon_2
  ) AS c0,
  (
    SELECT json_object(
      'providerCount', count(*),
      'caseloadCount', CAST(coalesce(sum(anon_16.count), ?48) AS BIGINT),
      'capacity', CAST(coalesce(sum(anon_16.capacity), ?49) AS BIGINT),
      'load', CAST(coalesce(sum(anon_16.load), ?50) AS BIGINT) / (100.0 + 0.0),
      'utilization', (
        (
          (CAST(coalesce(sum(anon_16.load), ?51) AS BIGINT)) * 2000000 + (
            CAST(coalesce(sum(anon_16.capacity), ?52) AS BIGINT) * ?53
          )
        ) / NULLIF(2 * (CAST(coalesce(sum(anon_16.capacity), ?54) AS BIGINT) * ?55), 0) / 1000000.0
      ),
      'openSlots', CAST(coalesce(sum(anon_16.free), ?56) AS BIGINT) / (100.0 + 0.0),
      'overBy', CAST(coalesce(sum(anon_16.over), ?57) AS BIGINT) / (100.0 + 0.0),
      'coefficientOfVariation', CAST(
        round(
          CASE
            WHEN (sum(anon_16.utilization) > ?58) THEN sqrt(
              CASE
                WHEN (
                  count(anon_16.utilization) * sum(
                    anon_16.utilization * anon_16.utilization
                  ) - sum(anon_16.utilization) * sum(anon_16.utilization) > ?59
                ) THEN count(anon_16.utilization) * sum(
                  anon_16.utilization * anon_16.utilization
                ) - sum(anon_16.utilization) * sum(anon_16.utilization)
                ELSE 0.0
              END
            ) / (sum(anon_16.utilization) + 0.0)
          END * ?60
        ) AS BIGINT
      ) / (1000000.0 + 0.0),
      'gini', (
        SELECT CAST(
          round(
            CASE
              WHEN (sum(anon_17.u) > ?61) THEN sum(((?62 * anon_17.i - anon_17.n) - ?63) * anon_17.u) / (
                (max(anon_17.n) * sum(anon_17.u)) + 0.0
              )
            END * ?64
          ) AS BIGINT
        ) / (1000000.0 + 0.0) AS gini
        FROM (
          SELECT
            anon_16.utilization AS u,
            row_number() OVER (ORDER BY anon_16.utilization) AS i,
            count(*) OVER () AS n
          FROM (
            SELECT
              provider_3.capacity AS capacity,
              provider_3.load_hundredths AS load,
              provider_3.caseload_count AS count,
              CASE
                WHEN (provider_3.capacity * ?65 - provider_3.load_hundredths > ?66) THEN provider_3.capacity * ?67 - provider_3.load_hundredths
                ELSE ?68
              END AS free,
              CASE
                WHEN (provider_3.load_hundredths - provider_3.capacity * ?69 > ?70) THEN provider_3.load_hundredths - provider_3.capacity * ?71
                ELSE ?72
              END AS over,
              CAST(provider_3.load_hundredths AS FLOAT) / (nullif(provider_3.capacity * ?73, ?74) + 0.0) AS utilization,
              CASE
                WHEN (provider_3.load_hundredths > CAST(provider_3.capacity AS BIGINT) * 100) THEN 'OVER_CAPACITY'
                WHEN (provider_3.load_hundredths = CAST(provider_3.capacity AS BIGINT) * 100) THEN 'AT_CAPACITY'
                WHEN (
                  CAST(provider_3.load_hundredths AS BIGINT) * 10000 >= ?75 * CAST(
                    provider_3.capacity AS BIGINT
                  ) * 100
                ) THEN 'NEARING_CAPACITY'
                ELSE 'AVAILABLE'
              END AS status
            FROM provider AS provider_3
            WHERE provider_3.status != ?76
          ) AS anon_16
          WHERE anon_16.utilization IS NOT NULL
        ) AS anon_17
      )
    ) AS anon_15
    FROM (
      SELECT
        provider_3.capacity AS capacity,
        provider_3.load_hundredths AS load,
        provider_3.caseload_count AS count,
        CASE
          WHEN (provider_3.capacity * ?77 - provider_3.load_hundredths > ?78) THEN provider_3.capacity * ?79 - provider_3.load_hundredths
          ELSE ?80
        END AS free,
        CASE
          WHEN (provider_3.load_hundredths - provider_3.capacity * ?81 > ?82) THEN provider_3.load_hundredths - provider_3.capacity * ?83
          ELSE ?84
        END AS over,
        CAST(provider_3.load_hundredths AS FLOAT) / (nullif(provider_3.capacity * ?85, ?86) + 0.0) AS utilization,
        CASE
          WHEN (provider_3.load_hundredths > CAST(provider_3.capacity AS BIGINT) * 100) THEN 'OVER_CAPACITY'
          WHEN (provider_3.load_hundredths = CAST(provider_3.capacity AS BIGINT) * 100) THEN 'AT_CAPACITY'
          WHEN (
            CAST(provider_3.load_hundredths AS BIGINT) * 10000 >= ?87 * CAST(provider_3.capacity AS BIGINT) * 100
          ) THEN 'NEARING_CAPACITY'
          ELSE 'AVAILABLE'
        END AS status
      FROM provider AS provider_3
      WHERE provider_3.status != ?88
    ) AS anon_16
  ) AS c1

-- ?1 to ?33   constant
-- ?34         the practice's threshold for nearing capacity
-- ?35 to ?45  constant
-- ?46         the practice's threshold for nearing capacity
-- ?47 to ?74  constant
-- ?75         the practice's threshold for nearing capacity
-- ?76 to ?86  constant
-- ?87         the practice's threshold for nearing capacity
-- ?88         constant
