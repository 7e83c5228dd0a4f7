WITH
  RECURSIVE anon_3(day, back) AS (
    SELECT ?1 AS day, 0 AS back
    UNION ALL
    SELECT date(anon_3.day, '-7 days') AS anon_7, anon_3.back + 1 AS anon_8
    FROM anon_3
    WHERE date(anon_3.day, '-7 days') >= ?2
  ),
  visible_pool_entry AS NOT MATERIALIZED (
    SELECT
      pool_entry_1.id AS id,
      pool_entry_1.client_id AS client_id,
      pool_entry_1.reason AS reason,
      pool_entry_1.priority AS priority,
      pool_entry_1.entered_at AS entered_at,
      pool_entry_1.entered_on AS entered_on,
      pool_entry_1.left_at AS left_at,
      pool_entry_1.left_on AS left_on,
      pool_entry_1.outcome AS outcome,
      pool_entry_1.team_id AS team_id,
      pool_entry_1.note AS note,
      pool_entry_1.previous_provider_id AS previous_provider_id,
      pool_entry_1.version AS version
    FROM pool_entry AS pool_entry_1
    WHERE pool_entry_1.team_id = ?3
  ),
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
    WHERE provider_1.team_id = ?4
  ),
  anon_12 AS (
    SELECT
      anon_3.day AS day,
      anon_13.id AS id,
      anon_13.name AS name,
      anon_13.name_key AS name_key,
      anon_13.external_id AS external_id,
      anon_13.credential AS credential,
      CASE WHEN (anon_14.until_on IS NULL) THEN anon_13.status ELSE coalesce(anon_14.status, ?5) END AS status,
      anon_13.accepting_new_clients AS accepting_new_clients,
      anon_13.specialties AS specialties,
      anon_13.services AS services,
      anon_13.languages AS languages,
      anon_13.payers AS payers,
      anon_13.minimum_age AS minimum_age,
      anon_13.maximum_age AS maximum_age,
      anon_13.telehealth AS telehealth,
      anon_13.team_id AS team_id,
      coalesce(anon_14.capacity, anon_13.capacity) AS capacity,
      coalesce(anon_15.count, 0) AS caseload_count,
      coalesce(anon_15.load, 0) AS load_hundredths,
      anon_13.version AS version
    FROM anon_3
    JOIN visible_provider AS anon_13 ON 1 = 1
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
    ) AS anon_14 ON anon_14.provider_id = anon_13.id
      AND (
        anon_14.since_on IS NULL
        OR anon_14.since_on <= CASE WHEN (anon_3.day < ?6) THEN anon_3.day ELSE '9999-12-31' END
      )
      AND anon_14.until_on > CASE WHEN (anon_3.day < ?7) THEN anon_3.day ELSE '9999-12-31' END
    LEFT OUTER
    JOIN (
      SELECT
        anon_3.day AS day,
        provider_2.id AS provider_id,
        CAST(sum(coalesce(anon_16.count, 0)) OVER (PARTITION BY provider_2.id ORDER BY anon_3.day) AS BIGINT) AS count,
        CAST(sum(coalesce(anon_16.load, 0)) OVER (PARTITION BY provider_2.id ORDER BY anon_3.day) AS BIGINT) AS load
      FROM anon_3
      JOIN provider AS provider_2 ON 1 = 1
      LEFT OUTER
      JOIN (
        SELECT
          anon_17.provider_id AS provider_id,
          anon_17.back AS back,
          sum(anon_17.count) AS count,
          sum(anon_17.weight) AS load
        FROM (
          SELECT
            anon_18.provider_id AS provider_id,
            CASE
              WHEN (
                CAST(julianday(?8) - julianday(anon_18.day) AS INTEGER) / 7 > CAST(
                  julianday(?9) - julianday(?10) AS INTEGER
                ) / 7
              ) THEN CAST(julianday(?11) - julianday(?12) AS INTEGER) / 7
              WHEN (CAST(julianday(?13) - julianday(anon_18.day) AS INTEGER) / 7 < 0) THEN 0
              ELSE CAST(julianday(?14) - julianday(anon_18.day) AS INTEGER) / 7
            END AS back,
            anon_18.count AS count,
            anon_18.weight AS weight
          FROM (
            SELECT anon_19.provider_id AS provider_id, anon_19.began AS day, 1 AS count, anon_19.weight AS weight
            FROM (
              SELECT
                assignment_1.provider_id AS provider_id,
                CASE
                  WHEN (anon_20.since_on > assignment_1.assigned_on) THEN anon_20.since_on
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
              ) AS anon_20 ON anon_20.assignment_id = assignment_1.id
              UNION ALL
              SELECT
                assignment_2.provider_id AS provider_id,
                CASE
                  WHEN (anon_21.since_on > assignment_2.assigned_on) THEN anon_21.since_on
                  ELSE assignment_2.assigned_on
                END AS began,
                CASE
                  WHEN (assignment_2.ended_on < anon_21.until_on) THEN assignment_2.ended_on
                  ELSE anon_21.until_on
                END AS ended,
                anon_21.weight_hundredths AS weight
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
              ) AS anon_21 ON anon_21.assignment_id = assignment_2.id
            ) AS anon_19
            WHERE anon_19.ended IS NULL OR anon_19.ended > anon_19.began
            UNION ALL
            SELECT anon_19.provider_id AS provider_id, anon_19.ended AS day, -1 AS count, -anon_19.weight AS anon_22
            FROM (
              SELECT
                assignment_1.provider_id AS provider_id,
                CASE
                  WHEN (anon_20.since_on > assignment_1.assigned_on) THEN anon_20.since_on
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
              ) AS anon_20 ON anon_20.assignment_id = assignment_1.id
              UNION ALL
              SELECT
                assignment_2.provider_id AS provider_id,
                CASE
                  WHEN (anon_21.since_on > assignment_2.assigned_on) THEN anon_21.since_on
                  ELSE assignment_2.assigned_on
                END AS began,
                CASE
                  WHEN (assignment_2.ended_on < anon_21.until_on) THEN assignment_2.ended_on
                  ELSE anon_21.until_on
                END AS ended,
                anon_21.weight_hundredths AS weight
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
              ) AS anon_21 ON anon_21.assignment_id = assignment_2.id
            ) AS anon_19
            WHERE anon_19.ended > anon_19.began
          ) AS anon_18
          WHERE anon_18.day <= CASE WHEN (?15 < ?16) THEN ?17 ELSE '9999-12-31' END
        ) AS anon_17
        GROUP BY anon_17.provider_id, anon_17.back
      ) AS anon_16 ON anon_16.provider_id = provider_2.id
        AND anon_16.back = anon_3.back
    ) AS anon_15 ON anon_15.day = anon_3.day
      AND anon_15.provider_id = anon_13.id
    WHERE anon_14.until_on IS NULL OR anon_14.status IS NOT NULL OR coalesce(anon_15.count, 0) > 0
  ),
  anon_11 AS (
    SELECT
      anon_12.day AS day,
      anon_12.capacity AS capacity,
      anon_12.load_hundredths AS load,
      anon_12.caseload_count AS count,
      CASE
        WHEN (anon_12.capacity * ?18 - anon_12.load_hundredths > ?19) THEN anon_12.capacity * ?20 - anon_12.load_hundredths
        ELSE ?21
      END AS free,
      CASE
        WHEN (anon_12.load_hundredths - anon_12.capacity * ?22 > ?23) THEN anon_12.load_hundredths - anon_12.capacity * ?24
        ELSE ?25
      END AS over,
      CAST(anon_12.load_hundredths AS FLOAT) / (nullif(anon_12.capacity * ?26, ?27) + 0.0) AS utilization,
      CASE
        WHEN (anon_12.load_hundredths > CAST(anon_12.capacity AS BIGINT) * 100) THEN 'OVER_CAPACITY'
        WHEN (anon_12.load_hundredths = CAST(anon_12.capacity AS BIGINT) * 100) THEN 'AT_CAPACITY'
        WHEN (CAST(anon_12.load_hundredths AS BIGINT) * 10000 >= ?28 * CAST(anon_12.capacity AS BIGINT) * 100) THEN 'NEARING_CAPACITY'
        ELSE 'AVAILABLE'
      END AS status
    FROM anon_12
    WHERE anon_12.status != ?29
  )
SELECT
  (SELECT access_epoch.epoch FROM access_epoch) AS epoch,
  (
    SELECT json_group_array(json(anon_2.value)) AS anon_1
    FROM (
      SELECT json_object(
        'asOf', anon_3.day,
        'utilization', anon_4.utilization,
        'gini', anon_5.gini,
        'overBy', coalesce(anon_4."overBy", 0.0),
        'poolSize', coalesce(anon_6."poolSize", 0),
        'longestWaitDays', anon_6."longestWaitDays"
      ) AS value
      FROM anon_3
      LEFT OUTER
      JOIN (
        SELECT anon_9.day AS day, count(*) AS "poolSize", max(anon_9.waited) AS "longestWaitDays"
        FROM (
          SELECT
            anon_3.day AS day,
            CASE
              WHEN (anon_3.day < anon_10.entered_on) THEN 0
              ELSE CAST(julianday(anon_3.day) - julianday(anon_10.entered_on) AS INTEGER)
            END AS waited
          FROM anon_3
          JOIN visible_pool_entry AS anon_10 ON anon_10.entered_on <= CASE
            WHEN (anon_3.day < ?30) THEN anon_3.day
            ELSE '9999-12-31'
          END
            AND (
              anon_10.left_on IS NULL
              OR anon_10.left_on > CASE WHEN (anon_3.day < ?31) THEN anon_3.day ELSE '9999-12-31' END
            )
        ) AS anon_9
        GROUP BY anon_9.day
      ) AS anon_6 ON anon_6.day = anon_3.day
      LEFT OUTER
      JOIN (
        SELECT
          anon_11.day AS day,
          (
            (
              (CAST(coalesce(sum(anon_11.load), ?32) AS BIGINT)) * 2000000 + (
                CAST(coalesce(sum(anon_11.capacity), ?33) AS BIGINT) * ?34
              )
            ) / NULLIF(2 * (CAST(coalesce(sum(anon_11.capacity), ?35) AS BIGINT) * ?36), 0) / 1000000.0
          ) AS utilization,
          CAST(coalesce(sum(anon_11.over), ?37) AS BIGINT) / (100.0 + 0.0) AS "overBy"
        FROM anon_11
        GROUP BY anon_11.day
      ) AS anon_4 ON anon_4.day = anon_3.day
      LEFT OUTER
      JOIN (
        SELECT
          anon_23.day AS day,
          CAST(
            round(
              CASE
                WHEN (sum(anon_23.u) > ?38) THEN sum(((?39 * anon_23.i - anon_23.n) - ?40) * anon_23.u) / (
                  (max(anon_23.n) * sum(anon_23.u)) + 0.0
                )
              END * ?41
            ) AS BIGINT
          ) / (1000000.0 + 0.0) AS gini
        FROM (
          SELECT
            anon_11.day AS day,
            anon_11.utilization AS u,
            row_number() OVER (PARTITION BY anon_11.day ORDER BY anon_11.utilization) AS i,
            count(*) OVER (PARTITION BY anon_11.day) AS n
          FROM anon_11
          WHERE anon_11.utilization IS NOT NULL
        ) AS anon_23
        GROUP BY anon_23.day
      ) AS anon_5 ON anon_5.day = anon_3.day
      ORDER BY anon_3.day
    ) AS anon_2
  ) AS c0

-- ?1 to ?2    constant
-- ?3          policy of PoolEntry
-- ?4          policy of Provider
-- ?5          constant
-- ?6 to ?7    today
-- ?8 to ?15   constant
-- ?16         today
-- ?17 to ?27  constant
-- ?28         the practice's threshold for nearing capacity
-- ?29         constant
-- ?30 to ?31  today
-- ?32 to ?41  constant
