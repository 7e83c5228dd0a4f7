WITH
  visible_provider AS NOT MATERIALIZED (
    SELECT
      provider_1.id AS id,
      provider_1.name AS name,
      provider_1.name_key AS name_key,
      provider_1.external_id AS external_id,
      provider_1.credential AS credential,
      provider_1.status AS status,
      provider_1.accepting_new_clients AS accepting_new_clients,
      provider_1.specialties AS specialties,
      provider_1.services AS services,
      provider_1.languages AS languages,
      provider_1.payers AS payers,
      provider_1.minimum_age AS minimum_age,
      provider_1.maximum_age AS maximum_age,
      provider_1.telehealth AS telehealth,
      provider_1.team_id AS team_id,
      provider_1.capacity AS capacity,
      provider_1.caseload_count AS caseload_count,
      provider_1.load_hundredths AS load_hundredths,
      provider_1.version AS version
    FROM provider AS provider_1
    WHERE provider_1.team_id = ?1
  ),
  anon_9 AS (SELECT ?2 AS day, 0 AS back),
  anon_8 AS (
    SELECT
      anon_9.day AS day,
      anon_10.id AS id,
      anon_10.name AS name,
      anon_10.name_key AS name_key,
      anon_10.external_id AS external_id,
      anon_10.credential AS credential,
      CASE WHEN (anon_11.until_on IS NULL) THEN anon_10.status ELSE coalesce(anon_11.status, ?3) END AS status,
      anon_10.accepting_new_clients AS accepting_new_clients,
      anon_10.specialties AS specialties,
      anon_10.services AS services,
      anon_10.languages AS languages,
      anon_10.payers AS payers,
      anon_10.minimum_age AS minimum_age,
      anon_10.maximum_age AS maximum_age,
      anon_10.telehealth AS telehealth,
      anon_10.team_id AS team_id,
      coalesce(anon_11.capacity, anon_10.capacity) AS capacity,
      coalesce(anon_12.count, 0) AS caseload_count,
      coalesce(anon_12.load, 0) AS load_hundredths,
      anon_10.version AS version
    FROM anon_9
    JOIN visible_provider AS anon_10 ON 1 = 1
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
    ) AS anon_11 ON anon_11.provider_id = anon_10.id
      AND (anon_11.since_on IS NULL OR anon_11.since_on <= anon_9.day)
      AND anon_11.until_on > anon_9.day
    LEFT OUTER
    JOIN (
      SELECT
        anon_9.day AS day,
        provider_2.id AS provider_id,
        CAST(sum(coalesce(anon_13.count, 0)) OVER (PARTITION BY provider_2.id ORDER BY anon_9.day) AS BIGINT) AS count,
        CAST(sum(coalesce(anon_13.load, 0)) OVER (PARTITION BY provider_2.id ORDER BY anon_9.day) AS BIGINT) AS load
      FROM anon_9
      JOIN provider AS provider_2 ON 1 = 1
      LEFT OUTER
      JOIN (
        SELECT
          anon_14.provider_id AS provider_id,
          anon_14.back AS back,
          sum(anon_14.count) AS count,
          sum(anon_14.weight) AS load
        FROM (
          SELECT
            anon_15.provider_id AS provider_id,
            CASE
              WHEN (CAST(julianday(?4) - julianday(anon_15.day) AS INTEGER) / 7 > 0) THEN 0
              WHEN (CAST(julianday(?5) - julianday(anon_15.day) AS INTEGER) / 7 < 0) THEN 0
              ELSE CAST(julianday(?6) - julianday(anon_15.day) AS INTEGER) / 7
            END AS back,
            anon_15.count AS count,
            anon_15.weight AS weight
          FROM (
            SELECT anon_16.provider_id AS provider_id, anon_16.began AS day, 1 AS count, anon_16.weight AS weight
            FROM (
              SELECT
                assignment_1.provider_id AS provider_id,
                CASE
                  WHEN (anon_17.since_on > assignment_1.assigned_on) THEN anon_17.since_on
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
              ) AS anon_17 ON anon_17.assignment_id = assignment_1.id
              UNION ALL
              SELECT
                assignment_2.provider_id AS provider_id,
                CASE
                  WHEN (anon_18.since_on > assignment_2.assigned_on) THEN anon_18.since_on
                  ELSE assignment_2.assigned_on
                END AS began,
                CASE
                  WHEN (assignment_2.ended_on < anon_18.until_on) THEN assignment_2.ended_on
                  ELSE anon_18.until_on
                END AS ended,
                anon_18.weight_hundredths AS weight
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
              ) AS anon_18 ON anon_18.assignment_id = assignment_2.id
            ) AS anon_16
            WHERE anon_16.ended IS NULL OR anon_16.ended > anon_16.began
            UNION ALL
            SELECT anon_16.provider_id AS provider_id, anon_16.ended AS day, -1 AS count, -anon_16.weight AS anon_19
            FROM (
              SELECT
                assignment_1.provider_id AS provider_id,
                CASE
                  WHEN (anon_17.since_on > assignment_1.assigned_on) THEN anon_17.since_on
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
              ) AS anon_17 ON anon_17.assignment_id = assignment_1.id
              UNION ALL
              SELECT
                assignment_2.provider_id AS provider_id,
                CASE
                  WHEN (anon_18.since_on > assignment_2.assigned_on) THEN anon_18.since_on
                  ELSE assignment_2.assigned_on
                END AS began,
                CASE
                  WHEN (assignment_2.ended_on < anon_18.until_on) THEN assignment_2.ended_on
                  ELSE anon_18.until_on
                END AS ended,
                anon_18.weight_hundredths AS weight
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
              ) AS anon_18 ON anon_18.assignment_id = assignment_2.id
            ) AS anon_16
            WHERE anon_16.ended > anon_16.began
          ) AS anon_15
          WHERE anon_15.day <= ?7
        ) AS anon_14
        GROUP BY anon_14.provider_id, anon_14.back
      ) AS anon_13 ON anon_13.provider_id = provider_2.id
        AND anon_13.back = anon_9.back
    ) AS anon_12 ON anon_12.day = anon_9.day
      AND anon_12.provider_id = anon_10.id
    WHERE anon_11.until_on IS NULL OR anon_11.status IS NOT NULL OR coalesce(anon_12.count, 0) > 0
  )
SELECT
  (SELECT access_epoch.epoch FROM access_epoch) AS epoch,
  (
    SELECT json_object(
      'providerCount', count(*),
      'caseloadCount', CAST(coalesce(sum(anon_2.count), ?8) AS BIGINT),
      'capacity', CAST(coalesce(sum(anon_2.capacity), ?9) AS BIGINT),
      'load', CAST(coalesce(sum(anon_2.load), ?10) AS BIGINT) / (100.0 + 0.0),
      'utilization', (
        (
          (CAST(coalesce(sum(anon_2.load), ?11) AS BIGINT)) * 2000000 + (
            CAST(coalesce(sum(anon_2.capacity), ?12) AS BIGINT) * ?13
          )
        ) / NULLIF(2 * (CAST(coalesce(sum(anon_2.capacity), ?14) AS BIGINT) * ?15), 0) / 1000000.0
      ),
      'openSlots', CAST(coalesce(sum(anon_2.free), ?16) AS BIGINT) / (100.0 + 0.0),
      'overBy', CAST(coalesce(sum(anon_2.over), ?17) AS BIGINT) / (100.0 + 0.0),
      'gini', (
        SELECT CAST(
          round(
            CASE
              WHEN (sum(anon_3.u) > ?18) THEN sum(((?19 * anon_3.i - anon_3.n) - ?20) * anon_3.u) / (
                (max(anon_3.n) * sum(anon_3.u)) + 0.0
              )
            END * ?21
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
                WHEN (anon_4.capacity * ?22 - anon_4.load_hundredths > ?23) THEN anon_4.capacity * ?24 - anon_4.load_hundredths
                ELSE ?25
              END AS free,
              CASE
                WHEN (anon_4.load_hundredths - anon_4.capacity * ?26 > ?27) THEN anon_4.load_hundredths - anon_4.capacity * ?28
                ELSE ?29
              END AS over,
              CAST(anon_4.load_hundredths AS FLOAT) / (nullif(anon_4.capacity * ?30, ?31) + 0.0) AS utilization,
              CASE
                WHEN (anon_4.load_hundredths > CAST(anon_4.capacity AS BIGINT) * 100) THEN 'OVER_CAPACITY'
                WHEN (anon_4.load_hundredths = CAST(anon_4.capacity AS BIGINT) * 100) THEN 'AT_CAPACITY'
                WHEN (
                  CAST(anon_4.load_hundredths AS BIGINT) * 10000 >= ?32 * CAST(anon_4.capacity AS BIGINT) * 100
                ) THEN 'NEARING_CAPACITY'
                ELSE 'AVAILABLE'
              END AS status
            FROM visible_provider AS anon_4
            WHERE anon_4.status != ?33
          ) AS anon_2
          WHERE anon_2.utilization IS NOT NULL
        ) AS anon_3
      ),
      'byLoadStatus', json_array(
        json(
          json_object(
            'loadStatus', 'AVAILABLE',
            'count', count(*) FILTER (WHERE anon_2.status = ?34)
          )
        ),
        json(
          json_object(
            'loadStatus', 'NEARING_CAPACITY',
            'count', count(*) FILTER (WHERE anon_2.status = ?35)
          )
        ),
        json(
          json_object(
            'loadStatus', 'AT_CAPACITY',
            'count', count(*) FILTER (WHERE anon_2.status = ?36)
          )
        ),
        json(
          json_object(
            'loadStatus', 'OVER_CAPACITY',
            'count', count(*) FILTER (WHERE anon_2.status = ?37)
          )
        )
      )
    ) AS anon_1
    FROM (
      SELECT
        anon_4.capacity AS capacity,
        anon_4.load_hundredths AS load,
        anon_4.caseload_count AS count,
        CASE
          WHEN (anon_4.capacity * ?38 - anon_4.load_hundredths > ?39) THEN anon_4.capacity * ?40 - anon_4.load_hundredths
          ELSE ?41
        END AS free,
        CASE
          WHEN (anon_4.load_hundredths - anon_4.capacity * ?42 > ?43) THEN anon_4.load_hundredths - anon_4.capacity * ?44
          ELSE ?45
        END AS over,
        CAST(anon_4.load_hundredths AS FLOAT) / (nullif(anon_4.capacity * ?46, ?47) + 0.0) AS utilization,
        CASE
          WHEN (anon_4.load_hundredths > CAST(anon_4.capacity AS BIGINT) * 100) THEN 'OVER_CAPACITY'
          WHEN (anon_4.load_hundredths = CAST(anon_4.capacity AS BIGINT) * 100) THEN 'AT_CAPACITY'
          WHEN (CAST(anon_4.load_hundredths AS BIGINT) * 10000 >= ?48 * CAST(anon_4.capacity AS BIGINT) * 100) THEN 'NEARING_CAPACITY'
          ELSE 'AVAILABLE'
        END AS status
      FROM visible_provider AS anon_4
      WHERE anon_4.status != ?49
    ) AS anon_2
  ) AS c0,
  (
    SELECT json_object(
      'caseloadCount', CAST(coalesce(sum(anon_6.count), ?50) AS BIGINT),
      'load', CAST(coalesce(sum(anon_6.load), ?51) AS BIGINT) / (100.0 + 0.0),
      'utilization', (
        (
          (CAST(coalesce(sum(anon_6.load), ?52) AS BIGINT)) * 2000000 + (
            CAST(coalesce(sum(anon_6.capacity), ?53) AS BIGINT) * ?54
          )
        ) / NULLIF(2 * (CAST(coalesce(sum(anon_6.capacity), ?55) AS BIGINT) * ?56), 0) / 1000000.0
      ),
      'gini', (
        SELECT CAST(
          round(
            CASE
              WHEN (sum(anon_7.u) > ?57) THEN sum(((?58 * anon_7.i - anon_7.n) - ?59) * anon_7.u) / (
                (max(anon_7.n) * sum(anon_7.u)) + 0.0
              )
            END * ?60
          ) AS BIGINT
        ) / (1000000.0 + 0.0) AS gini
        FROM (
          SELECT
            anon_6.utilization AS u,
            row_number() OVER (ORDER BY anon_6.utilization) AS i,
            count(*) OVER () AS n
          FROM (
            SELECT
              anon_8.capacity AS capacity,
              anon_8.load_hundredths AS load,
              anon_8.caseload_count AS count,
              CASE
                WHEN (anon_8.capacity * ?61 - anon_8.load_hundredths > ?62) THEN anon_8.capacity * ?63 - anon_8.load_hundredths
                ELSE ?64
              END AS free,
              CASE
                WHEN (anon_8.load_hundredths - anon_8.capacity * ?65 > ?66) THEN anon_8.load_hundredths - anon_8.capacity * ?67
                ELSE ?68
              END AS over,
              CAST(anon_8.load_hundredths AS FLOAT) / (nullif(anon_8.capacity * ?69, ?70) + 0.0) AS utilization,
              CASE
                WHEN (anon_8.load_hundredths > CAST(anon_8.capacity AS BIGINT) * 100) THEN 'OVER_CAPACITY'
                WHEN (anon_8.load_hundredths = CAST(anon_8.capacity AS BIGINT) * 100) THEN 'AT_CAPACITY'
                WHEN (
                  CAST(anon_8.load_hundredths AS BIGINT) * 10000 >= ?71 * CAST(anon_8.capacity AS BIGINT) * 100
                ) THEN 'NEARING_CAPACITY'
                ELSE 'AVAILABLE'
              END AS status
            FROM anon_8
            WHERE anon_8.status != ?72
          ) AS anon_6
          WHERE anon_6.utilization IS NOT NULL
        ) AS anon_7
      )
    ) AS anon_5
    FROM (
      SELECT
        anon_8.capacity AS capacity,
        anon_8.load_hundredths AS load,
        anon_8.caseload_count AS count,
        CASE
          WHEN (anon_8.capacity * ?73 - anon_8.load_hundredths > ?74) THEN anon_8.capacity * ?75 - anon_8.load_hundredths
          ELSE ?76
        END AS free,
        CASE
          WHEN (anon_8.load_hundredths - anon_8.capacity * ?77 > ?78) THEN anon_8.load_hundredths - anon_8.capacity * ?79
          ELSE ?80
        END AS over,
        CAST(anon_8.load_hundredths AS FLOAT) / (nullif(anon_8.capacity * ?81, ?82) + 0.0) AS utilization,
        CASE
          WHEN (anon_8.load_hundredths > CAST(anon_8.capacity AS BIGINT) * 100) THEN 'OVER_CAPACITY'
          WHEN (anon_8.load_hundredths = CAST(anon_8.capacity AS BIGINT) * 100) THEN 'AT_CAPACITY'
          WHEN (CAST(anon_8.load_hundredths AS BIGINT) * 10000 >= ?83 * CAST(anon_8.capacity AS BIGINT) * 100) THEN 'NEARING_CAPACITY'
          ELSE 'AVAILABLE'
        END AS status
      FROM anon_8
      WHERE anon_8.status != ?84
    ) AS anon_6
  ) AS c1

-- ?1          policy of Provider
-- ?2 to ?31   constant
-- ?32         the practice's threshold for nearing capacity
-- ?33 to ?47  constant
-- ?48         the practice's threshold for nearing capacity
-- ?49 to ?70  constant
-- ?71         the practice's threshold for nearing capacity
-- ?72 to ?82  constant
-- ?83         the practice's threshold for nearing capacity
-- ?84         constant
