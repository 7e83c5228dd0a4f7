WITH
  RECURSIVE anon_3(day) AS (
    SELECT ?1 AS day
    UNION ALL
    SELECT date(anon_3.day, '-7 days') AS anon_7
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
  anon_11 AS (
    SELECT
      anon_3.day AS day,
      anon_12.id AS id,
      anon_12.name AS name,
      anon_12.name_key AS name_key,
      anon_12.external_id AS external_id,
      anon_12.credential AS credential,
      CASE WHEN (anon_13.until_on IS NULL) THEN anon_12.status ELSE coalesce(anon_13.status, ?5) END AS status,
      anon_12.accepting_new_clients AS accepting_new_clients,
      anon_12.specialties AS specialties,
      anon_12.services AS services,
      anon_12.languages AS languages,
      anon_12.payers AS payers,
      anon_12.minimum_age AS minimum_age,
      anon_12.maximum_age AS maximum_age,
      anon_12.telehealth AS telehealth,
      anon_12.team_id AS team_id,
      coalesce(anon_13.capacity, anon_12.capacity) AS capacity,
      coalesce(anon_14.count, 0) AS caseload_count,
      coalesce(anon_14.load, 0) AS load_hundredths,
      anon_12.version AS version
    FROM anon_3
    JOIN visible_provider AS anon_12 ON 1 = 1
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
    ) AS anon_13 ON anon_13.provider_id = anon_12.id
      AND (anon_13.since_on IS NULL OR anon_13.since_on <= anon_3.day)
      AND anon_13.until_on > anon_3.day
    LEFT OUTER
    JOIN (
      SELECT
        anon_3.day AS day,
        assignment_1.provider_id AS provider_id,
        count(*) AS count,
        CAST(sum(coalesce(anon_15.weight_hundredths, assignment_1.weight_hundredths)) AS BIGINT) AS load
      FROM anon_3
      JOIN assignment AS assignment_1 ON assignment_1.assigned_on <= anon_3.day
        AND (assignment_1.ended_on IS NULL OR assignment_1.ended_on > anon_3.day)
      LEFT OUTER
      JOIN (
        SELECT
          earlier_weight_1.assignment_id AS assignment_id,
          earlier_weight_1.weight_hundredths AS weight_hundredths,
          lag(earlier_weight_1.until_on) OVER (
            PARTITION BY earlier_weight_1.assignment_id ORDER BY earlier_weight_1.until_on
          ) AS since_on,
          earlier_weight_1.until_on AS until_on
        FROM earlier_weight AS earlier_weight_1
      ) AS anon_15 ON anon_15.assignment_id = assignment_1.id
        AND (anon_15.since_on IS NULL OR anon_15.since_on <= anon_3.day)
        AND anon_15.until_on > anon_3.day
      GROUP BY anon_3.day, assignment_1.provider_id
    ) AS anon_14 ON anon_14.day = anon_3.day
      AND anon_14.provider_id = anon_12.id
    WHERE anon_13.until_on IS NULL OR anon_13.status IS NOT NULL OR coalesce(anon_14.count, 0) > 0
  ),
  anon_10 AS (
    SELECT
      anon_11.day AS day,
      anon_11.capacity AS capacity,
      anon_11.load_hundredths AS load,
      anon_11.caseload_count AS count,
      CASE
        WHEN (anon_11.capacity * ?6 - anon_11.load_hundredths > ?7) THEN anon_11.capacity * ?8 - anon_11.load_hundredths
        ELSE ?9
      END AS free,
      CASE
        WHEN (anon_11.load_hundredths - anon_11.capacity * ?10 > ?11) THEN anon_11.load_hundredths - anon_11.capacity * ?12
        ELSE ?13
      END AS over,
      CAST(anon_11.load_hundredths AS FLOAT) / (nullif(anon_11.capacity * ?14, ?15) + 0.0) AS utilization,
      CASE
        WHEN (anon_11.load_hundredths > CAST(anon_11.capacity AS BIGINT) * 100) THEN 'OVER_CAPACITY'
        WHEN (anon_11.load_hundredths = CAST(anon_11.capacity AS BIGINT) * 100) THEN 'AT_CAPACITY'
        WHEN (CAST(anon_11.load_hundredths AS BIGINT) * 10000 >= ?16 * CAST(anon_11.capacity AS BIGINT) * 100) THEN 'NEARING_CAPACITY'
        ELSE 'AVAILABLE'
      END AS status
    FROM anon_11
    WHERE anon_11.status != ?17
  )
SELECT
  (SELECT access_epoch.epoch FROM access_epoch) AS epoch,
  (
    SELECT json_group_array(json(anon_2.value)) AS anon_1
    FROM (
      SELECT json_object(
        'asOf', anon_3.day,
        'utilization', anon_4.utilization,
        'coefficientOfVariation', anon_4."coefficientOfVariation",
        'gini', anon_5.gini,
        'poolSize', coalesce(anon_6."poolSize", 0),
        'longestWaitDays', anon_6."longestWaitDays"
      ) AS value
      FROM anon_3
      LEFT OUTER
      JOIN (
        SELECT anon_8.day AS day, count(*) AS "poolSize", max(anon_8.waited) AS "longestWaitDays"
        FROM (
          SELECT anon_3.day AS day, CAST(julianday(anon_3.day) - julianday(anon_9.entered_on) AS INTEGER) AS waited
          FROM anon_3
          JOIN visible_pool_entry AS anon_9 ON anon_9.entered_on <= anon_3.day
            AND (anon_9.left_on IS NULL OR anon_9.left_on > anon_3.day)
        ) AS anon_8
        GROUP BY anon_8.day
      ) AS anon_6 ON anon_6.day = anon_3.day
      LEFT OUTER
      JOIN (
        SELECT
          anon_10.day AS day,
          (
            (
              (CAST(coalesce(sum(anon_10.load), ?18) AS BIGINT)) * 2000000 + (
                CAST(coalesce(sum(anon_10.capacity), ?19) AS BIGINT) * ?20
              )
            ) / NULLIF(2 * (CAST(coalesce(sum(anon_10.capacity), ?21) AS BIGINT) * ?22), 0) / 1000000.0
          ) AS utilization,
          CAST(
            round(
              CASE
                WHEN (sum(anon_10.utilization) > ?23) THEN sqrt(
                  CASE
                    WHEN (
                      count(anon_10.utilization) * sum(anon_10.utilization * anon_10.utilization) - sum(
                        anon_10.utilization
                      ) * sum(anon_10.utilization) > ?24
                    ) THEN count(anon_10.utilization) * sum(anon_10.utilization * anon_10.utilization) - sum(
                      anon_10.utilization
                    ) * sum(anon_10.utilization)
                    ELSE 0.0
                  END
                ) / (sum(anon_10.utilization) + 0.0)
              END * ?25
            ) AS BIGINT
          ) / (1000000.0 + 0.0) AS "coefficientOfVariation"
        FROM anon_10
        GROUP BY anon_10.day
      ) AS anon_4 ON anon_4.day = anon_3.day
      LEFT OUTER
      JOIN (
        SELECT
          anon_16.day AS day,
          CAST(
            round(
              CASE
                WHEN (sum(anon_16.u) > ?26) THEN sum(((?27 * anon_16.i - anon_16.n) - ?28) * anon_16.u) / (
                  (max(anon_16.n) * sum(anon_16.u)) + 0.0
                )
              END * ?29
            ) AS BIGINT
          ) / (1000000.0 + 0.0) AS gini
        FROM (
          SELECT
            anon_10.day AS day,
            anon_10.utilization AS u,
            row_number() OVER (PARTITION BY anon_10.day ORDER BY anon_10.utilization) AS i,
            count(*) OVER (PARTITION BY anon_10.day) AS n
          FROM anon_10
          WHERE anon_10.utilization IS NOT NULL
        ) AS anon_16
        GROUP BY anon_16.day
      ) AS anon_5 ON anon_5.day = anon_3.day
      ORDER BY anon_3.day
    ) AS anon_2
  ) AS c0

-- ?1          variable "to"
-- ?2          variable "from"
-- ?3          policy of PoolEntry
-- ?4          policy of Provider
-- ?5 to ?15   constant
-- ?16         the practice's threshold for nearing capacity
-- ?17 to ?29  constant
