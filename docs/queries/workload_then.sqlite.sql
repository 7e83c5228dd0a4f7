WITH
  anon_5 AS (SELECT ?1 AS day),
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
        assignment_1.provider_id AS provider_id,
        count(*) AS count,
        CAST(sum(coalesce(anon_8.weight_hundredths, assignment_1.weight_hundredths)) AS BIGINT) AS load
      FROM anon_5
      JOIN assignment AS assignment_1 ON assignment_1.assigned_on <= anon_5.day
        AND (assignment_1.ended_on IS NULL OR assignment_1.ended_on > anon_5.day)
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
      ) AS anon_8 ON anon_8.assignment_id = assignment_1.id
        AND (anon_8.since_on IS NULL OR anon_8.since_on <= anon_5.day)
        AND anon_8.until_on > anon_5.day
      GROUP BY anon_5.day, assignment_1.provider_id
    ) AS anon_7 ON anon_7.day = anon_5.day
      AND anon_7.provider_id = provider_1.id
    WHERE anon_6.until_on IS NULL OR anon_6.status IS NOT NULL OR coalesce(anon_7.count, 0) > 0
  )
SELECT
  (SELECT access_epoch.epoch FROM access_epoch) AS epoch,
  (
    SELECT json_object(
      'providerCount', count(*),
      'caseloadCount', CAST(coalesce(sum(anon_2.count), ?3) AS BIGINT),
      'capacity', CAST(coalesce(sum(anon_2.capacity), ?4) AS BIGINT),
      'load', CAST(coalesce(sum(anon_2.load), ?5) AS BIGINT) / (100.0 + 0.0),
      'utilization', (
        (
          (CAST(coalesce(sum(anon_2.load), ?6) AS BIGINT)) * 2000000 + (
            CAST(coalesce(sum(anon_2.capacity), ?7) AS BIGINT) * ?8
          )
        ) / NULLIF(2 * (CAST(coalesce(sum(anon_2.capacity), ?9) AS BIGINT) * ?10), 0) / 1000000.0
      ),
      'openSlots', CAST(coalesce(sum(anon_2.free), ?11) AS BIGINT) / (100.0 + 0.0),
      'overBy', CAST(coalesce(sum(anon_2.over), ?12) AS BIGINT) / (100.0 + 0.0),
      'coefficientOfVariation', CAST(
        round(
          CASE
            WHEN (sum(anon_2.utilization) > ?13) THEN sqrt(
              CASE
                WHEN (
                  count(anon_2.utilization) * sum(anon_2.utilization * anon_2.utilization) - sum(
                    anon_2.utilization
                  ) * sum(anon_2.utilization) > ?14
                ) THEN count(anon_2.utilization) * sum(
                  anon_2.utilization * anon_2.utilization
                ) - sum(anon_2.utilization) * sum(anon_2.utilization)
                ELSE 0.0
              END
            ) / (sum(anon_2.utilization) + 0.0)
          END * ?15
        ) AS BIGINT
      ) / (1000000.0 + 0.0),
      'gini', (
        SELECT CAST(
          round(
            CASE
              WHEN (sum(anon_3.u) > ?16) THEN sum(((?17 * anon_3.i - anon_3.n) - ?18) * anon_3.u) / (
                (max(anon_3.n) * sum(anon_3.u)) + 0.0
              )
            END * ?19
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
                WHEN (anon_4.capacity * ?20 - anon_4.load_hundredths > ?21) THEN anon_4.capacity * ?22 - anon_4.load_hundredths
                ELSE ?23
              END AS free,
              CASE
                WHEN (anon_4.load_hundredths - anon_4.capacity * ?24 > ?25) THEN anon_4.load_hundredths - anon_4.capacity * ?26
                ELSE ?27
              END AS over,
              CAST(anon_4.load_hundredths AS FLOAT) / (nullif(anon_4.capacity * ?28, ?29) + 0.0) AS utilization,
              CASE
                WHEN (anon_4.load_hundredths > CAST(anon_4.capacity AS BIGINT) * 100) THEN 'OVER_CAPACITY'
                WHEN (anon_4.load_hundredths = CAST(anon_4.capacity AS BIGINT) * 100) THEN 'AT_CAPACITY'
                WHEN (
                  CAST(anon_4.load_hundredths AS BIGINT) * 10000 >= ?30 * CAST(anon_4.capacity AS BIGINT) * 100
                ) THEN 'NEARING_CAPACITY'
                ELSE 'AVAILABLE'
              END AS status
            FROM anon_4
            WHERE anon_4.status != ?31
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
          WHEN (anon_4.capacity * ?32 - anon_4.load_hundredths > ?33) THEN anon_4.capacity * ?34 - anon_4.load_hundredths
          ELSE ?35
        END AS free,
        CASE
          WHEN (anon_4.load_hundredths - anon_4.capacity * ?36 > ?37) THEN anon_4.load_hundredths - anon_4.capacity * ?38
          ELSE ?39
        END AS over,
        CAST(anon_4.load_hundredths AS FLOAT) / (nullif(anon_4.capacity * ?40, ?41) + 0.0) AS utilization,
        CASE
          WHEN (anon_4.load_hundredths > CAST(anon_4.capacity AS BIGINT) * 100) THEN 'OVER_CAPACITY'
          WHEN (anon_4.load_hundredths = CAST(anon_4.capacity AS BIGINT) * 100) THEN 'AT_CAPACITY'
          WHEN (CAST(anon_4.load_hundredths AS BIGINT) * 10000 >= ?42 * CAST(anon_4.capacity AS BIGINT) * 100) THEN 'NEARING_CAPACITY'
          ELSE 'AVAILABLE'
        END AS status
      FROM anon_4
      WHERE anon_4.status != ?43
    ) AS anon_2
  ) AS c0,
  (
    SELECT json_object(
      'providerCount', count(*),
      'caseloadCount', CAST(coalesce(sum(anon_10.count), ?44) AS BIGINT),
      'capacity', CAST(coalesce(sum(anon_10.capacity), ?45) AS BIGINT),
      'load', CAST(coalesce(sum(anon_10.load), ?46) AS BIGINT) / (100.0 + 0.0),
      'utilization', (
        (
          (CAST(coalesce(sum(anon_10.load), ?47) AS BIGINT)) * 2000000 + (
            CAST(coalesce(sum(anon_10.capacity), ?48) AS BIGINT) * ?49
          )
        ) / NULLIF(2 * (CAST(coalesce(sum(anon_10.capacity), ?50) AS BIGINT) * ?51), 0) / 1000000.0
      ),
      'openSlots', CAST(coalesce(sum(anon_10.free), ?52) AS BIGINT) / (100.0 + 0.0),
      'overBy', CAST(coalesce(sum(anon_10.over), ?53) AS BIGINT) / (100.0 + 0.0),
      'coefficientOfVariation', CAST(
        round(
          CASE
            WHEN (sum(anon_10.utilization) > ?54) THEN sqrt(
              CASE
                WHEN (
                  count(anon_10.utilization) * sum(
                    anon_10.utilization * anon_10.utilization
                  ) - sum(anon_10.utilization) * sum(anon_10.utilization) > ?55
                ) THEN count(anon_10.utilization) * sum(
                  anon_10.utilization * anon_10.utilization
                ) - sum(anon_10.utilization) * sum(anon_10.utilization)
                ELSE 0.0
              END
            ) / (sum(anon_10.utilization) + 0.0)
          END * ?56
        ) AS BIGINT
      ) / (1000000.0 + 0.0),
      'gini', (
        SELECT CAST(
          round(
            CASE
              WHEN (sum(anon_11.u) > ?57) THEN sum(((?58 * anon_11.i - anon_11.n) - ?59) * anon_11.u) / (
                (max(anon_11.n) * sum(anon_11.u)) + 0.0
              )
            END * ?60
          ) AS BIGINT
        ) / (1000000.0 + 0.0) AS gini
        FROM (
          SELECT
            anon_10.utilization AS u,
            row_number() OVER (ORDER BY anon_10.utilization) AS i,
            count(*) OVER () AS n
          FROM (
            SELECT
              provider_2.capacity AS capacity,
              provider_2.load_hundredths AS load,
              provider_2.caseload_count AS count,
              CASE
                WHEN (provider_2.capacity * ?61 - provider_2.load_hundredths > ?62) THEN provider_2.capacity * ?63 - provider_2.load_hundredths
                ELSE ?64
              END AS free,
              CASE
                WHEN (provider_2.load_hundredths - provider_2.capacity * ?65 > ?66) THEN provider_2.load_hundredths - provider_2.capacity * ?67
                ELSE ?68
              END AS over,
              CAST(provider_2.load_hundredths AS FLOAT) / (nullif(provider_2.capacity * ?69, ?70) + 0.0) AS utilization,
              CASE
                WHEN (provider_2.load_hundredths > CAST(provider_2.capacity AS BIGINT) * 100) THEN 'OVER_CAPACITY'
                WHEN (provider_2.load_hundredths = CAST(provider_2.capacity AS BIGINT) * 100) THEN 'AT_CAPACITY'
                WHEN (
                  CAST(provider_2.load_hundredths AS BIGINT) * 10000 >= ?71 * CAST(
                    provider_2.capacity AS BIGINT
                  ) * 100
                ) THEN 'NEARING_CAPACITY'
                ELSE 'AVAILABLE'
              END AS status
            FROM provider AS provider_2
            WHERE provider_2.status != ?72
          ) AS anon_10
          WHERE anon_10.utilization IS NOT NULL
        ) AS anon_11
      )
    ) AS anon_9
    FROM (
      SELECT
        provider_2.capacity AS capacity,
        provider_2.load_hundredths AS load,
        provider_2.caseload_count AS count,
        CASE
          WHEN (provider_2.capacity * ?73 - provider_2.load_hundredths > ?74) THEN provider_2.capacity * ?75 - provider_2.load_hundredths
          ELSE ?76
        END AS free,
        CASE
          WHEN (provider_2.load_hundredths - provider_2.capacity * ?77 > ?78) THEN provider_2.load_hundredths - provider_2.capacity * ?79
          ELSE ?80
        END AS over,
        CAST(provider_2.load_hundredths AS FLOAT) / (nullif(provider_2.capacity * ?81, ?82) + 0.0) AS utilization,
        CASE
          WHEN (provider_2.load_hundredths > CAST(provider_2.capacity AS BIGINT) * 100) THEN 'OVER_CAPACITY'
          WHEN (provider_2.load_hundredths = CAST(provider_2.capacity AS BIGINT) * 100) THEN 'AT_CAPACITY'
          WHEN (
            CAST(provider_2.load_hundredths AS BIGINT) * 10000 >= ?83 * CAST(provider_2.capacity AS BIGINT) * 100
          ) THEN 'NEARING_CAPACITY'
          ELSE 'AVAILABLE'
        END AS status
      FROM provider AS provider_2
      WHERE provider_2.status != ?84
    ) AS anon_10
  ) AS c1

-- ?1 to ?29   constant
-- ?30         the practice's threshold for nearing capacity
-- ?31 to ?41  constant
-- ?42         the practice's threshold for nearing capacity
-- ?43 to ?70  constant
-- ?71         the practice's threshold for nearing capacity
-- ?72 to ?82  constant
-- ?83         the practice's threshold for nearing capacity
-- ?84         constant
