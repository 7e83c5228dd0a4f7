SELECT
  (SELECT access_epoch.epoch FROM access_epoch) AS epoch,
  (
    SELECT JSON_OBJECT(
      'entered' VALUE count(*),
      'assigned' VALUE count(anon_2.to_assignment),
      'waiting' VALUE count(anon_2.waiting),
      'leftOtherwise' VALUE (count(*) - count(anon_2.to_assignment)) - count(anon_2.waiting),
      'targetDays' VALUE $1::INTEGER,
      'shareWithinTarget' VALUE (
        (
          CAST(count(*) FILTER (WHERE anon_2.to_assignment IS NOT NULL AND NOT anon_2.past) AS BIGINT) * 2000000 + (
            count(*) FILTER (WHERE anon_2.to_assignment IS NOT NULL OR anon_2.waiting IS NOT NULL AND anon_2.past)
          )
        ) / NULLIF(
          2 * CAST(
            count(*) FILTER (WHERE anon_2.to_assignment IS NOT NULL OR anon_2.waiting IS NOT NULL AND anon_2.past) AS BIGINT
          ),
          0
        ) / 1000000.0
      )::float8,
      'pastTarget' VALUE count(*) FILTER (WHERE anon_2.past),
      'medianDaysToAssignment' VALUE (
        (
          CAST(
            CAST(
              sum(
                anon_2.to_assignment * CASE
                  WHEN (anon_2.to_assignment_i = ((anon_2.to_assignment_n - 1) * 5) / 10 + 1) THEN 10 - (
                    (anon_2.to_assignment_n - 1) * 5 - (((anon_2.to_assignment_n - 1) * 5) / 10) * 10
                  )
                  WHEN (anon_2.to_assignment_i = ((anon_2.to_assignment_n - 1) * 5) / 10 + 2) THEN (
                    anon_2.to_assignment_n - 1
                  ) * 5 - (((anon_2.to_assignment_n - 1) * 5) / 10) * 10
                  ELSE 0
                END
              ) AS BIGINT
            ) AS BIGINT
          ) * 2000000 + (10)
        ) / NULLIF(2 * CAST(10 AS BIGINT), 0) / 1000000.0
      )::float8,
      'p90DaysToAssignment' VALUE (
        (
          CAST(
            CAST(
              sum(
                anon_2.to_assignment * CASE
                  WHEN (anon_2.to_assignment_i = ((anon_2.to_assignment_n - 1) * 9) / 10 + 1) THEN 10 - (
                    (anon_2.to_assignment_n - 1) * 9 - (((anon_2.to_assignment_n - 1) * 9) / 10) * 10
                  )
                  WHEN (anon_2.to_assignment_i = ((anon_2.to_assignment_n - 1) * 9) / 10 + 2) THEN (
                    anon_2.to_assignment_n - 1
                  ) * 9 - (((anon_2.to_assignment_n - 1) * 9) / 10) * 10
                  ELSE 0
                END
              ) AS BIGINT
            ) AS BIGINT
          ) * 2000000 + (10)
        ) / NULLIF(2 * CAST(10 AS BIGINT), 0) / 1000000.0
      )::float8,
      'medianDaysToFirstSession' VALUE (
        (
          CAST(
            CAST(
              sum(
                anon_2.to_session * CASE
                  WHEN (anon_2.to_session_i = ((anon_2.to_session_n - 1) * 5) / 10 + 1) THEN 10 - (
                    (anon_2.to_session_n - 1) * 5 - (((anon_2.to_session_n - 1) * 5) / 10) * 10
                  )
                  WHEN (anon_2.to_session_i = ((anon_2.to_session_n - 1) * 5) / 10 + 2) THEN (
                    anon_2.to_session_n - 1
                  ) * 5 - (((anon_2.to_session_n - 1) * 5) / 10) * 10
                  ELSE 0
                END
              ) AS BIGINT
            ) AS BIGINT
          ) * 2000000 + (10)
        ) / NULLIF(2 * CAST(10 AS BIGINT), 0) / 1000000.0
      )::float8,
      'p90DaysToFirstSession' VALUE (
        (
          CAST(
            CAST(
              sum(
                anon_2.to_session * CASE
                  WHEN (anon_2.to_session_i = ((anon_2.to_session_n - 1) * 9) / 10 + 1) THEN 10 - (
                    (anon_2.to_session_n - 1) * 9 - (((anon_2.to_session_n - 1) * 9) / 10) * 10
                  )
                  WHEN (anon_2.to_session_i = ((anon_2.to_session_n - 1) * 9) / 10 + 2) THEN (
                    anon_2.to_session_n - 1
                  ) * 9 - (((anon_2.to_session_n - 1) * 9) / 10) * 10
                  ELSE 0
                END
              ) AS BIGINT
            ) AS BIGINT
          ) * 2000000 + (10)
        ) / NULLIF(2 * CAST(10 AS BIGINT), 0) / 1000000.0
      )::float8,
      'medianDaysWaiting' VALUE (
        (
          CAST(
            CAST(
              sum(
                anon_2.waiting * CASE
                  WHEN (anon_2.waiting_i = ((anon_2.waiting_n - 1) * 5) / 10 + 1) THEN 10 - (
                    (anon_2.waiting_n - 1) * 5 - (((anon_2.waiting_n - 1) * 5) / 10) * 10
                  )
                  WHEN (anon_2.waiting_i = ((anon_2.waiting_n - 1) * 5) / 10 + 2) THEN (anon_2.waiting_n - 1) * 5 - (
                    ((anon_2.waiting_n - 1) * 5) / 10
                  ) * 10
                  ELSE 0
                END
              ) AS BIGINT
            ) AS BIGINT
          ) * 2000000 + (10)
        ) / NULLIF(2 * CAST(10 AS BIGINT), 0) / 1000000.0
      )::float8,
      'byReason' VALUE (
        SELECT coalesce(json_agg(anon_4.value), CAST('[]' AS json)) AS anon_3
        FROM (
          SELECT JSON_OBJECT(
            'name' VALUE min(((anon_5.name) COLLATE "C")),
            'entered' VALUE count(*),
            'medianDaysToAssignment' VALUE (
              (
                CAST(
                  CAST(
                    sum(
                      anon_5.to_assignment * CASE
                        WHEN (anon_5.to_assignment_i = ((anon_5.to_assignment_n - 1) * 5) / 10 + 1) THEN 10 - (
                          (anon_5.to_assignment_n - 1) * 5 - (((anon_5.to_assignment_n - 1) * 5) / 10) * 10
                        )
                        WHEN (anon_5.to_assignment_i = ((anon_5.to_assignment_n - 1) * 5) / 10 + 2) THEN (
                          anon_5.to_assignment_n - 1
                        ) * 5 - (((anon_5.to_assignment_n - 1) * 5) / 10) * 10
                        ELSE 0
                      END
                    ) AS BIGINT
                  ) AS BIGINT
                ) * 2000000 + (10)
              ) / NULLIF(2 * CAST(10 AS BIGINT), 0) / 1000000.0
            )::float8,
            'waiting' VALUE count(anon_5.waiting) RETURNING json
          ) AS value
          FROM (
            SELECT
              anon_6.to_assignment AS to_assignment,
              anon_6.waiting AS waiting,
              anon_6.past AS past,
              anon_6.key AS key,
              anon_6.name AS name,
              row_number() OVER (
                PARTITION BY anon_6.key, anon_6.to_assignment IS NULL ORDER BY anon_6.to_assignment
              ) AS to_assignment_i,
              count(anon_6.to_assignment) OVER (PARTITION BY anon_6.key) AS to_assignment_n
            FROM (
              SELECT
                CASE
                  WHEN (pool_entry_1.outcome = $2) THEN CASE
                  WHEN (coalesce(pool_entry_1.left_on, $3::DATE) < pool_entry_1.entered_on) THEN 0
                  ELSE (coalesce(pool_entry_1.left_on, $3::DATE) - pool_entry_1.entered_on)
                  END
                  ELSE NULL
                END AS to_assignment,
                CASE
                  WHEN (pool_entry_1.left_at IS NULL) THEN CASE
                  WHEN (coalesce(pool_entry_1.left_on, $3::DATE) < pool_entry_1.entered_on) THEN 0
                  ELSE (coalesce(pool_entry_1.left_on, $3::DATE) - pool_entry_1.entered_on)
                  END
                  ELSE NULL
                END AS waiting,
                CASE
                  WHEN (coalesce(pool_entry_1.left_on, $3::DATE) < pool_entry_1.entered_on) THEN 0
                  ELSE (coalesce(pool_entry_1.left_on, $3::DATE) - pool_entry_1.entered_on)
                END > $1::INTEGER AS past,
                pool_entry_1.reason AS key,
                pool_entry_1.reason AS name
              FROM pool_entry AS pool_entry_1
              WHERE pool_entry_1.entered_on >= $4::DATE AND pool_entry_1.entered_on <= $5::DATE
            ) AS anon_6
          ) AS anon_5
          GROUP BY anon_5.key
          ORDER BY CASE WHEN (anon_5.key IS NULL) THEN 1 ELSE 0 END, count(*) DESC, ((anon_5.key) COLLATE "C")
        ) AS anon_4
      ),
      'byTeam' VALUE (
        SELECT coalesce(json_agg(anon_8.value), CAST('[]' AS json)) AS anon_7
        FROM (
          SELECT JSON_OBJECT(
            'name' VALUE min(((anon_9.name) COLLATE "C")),
            'entered' VALUE count(*),
            'shareWithinTarget' VALUE (
              (
                CAST(count(*) FILTER (WHERE anon_9.to_assignment IS NOT NULL AND NOT anon_9.past) AS BIGINT) * 2000000 + (
                  count(*) FILTER (
                    WHERE anon_9.to_assignment IS NOT NULL OR anon_9.waiting IS NOT NULL AND anon_9.past
                  )
                )
              ) / NULLIF(
                2 * CAST(
                  count(*) FILTER (
                    WHERE anon_9.to_assignment IS NOT NULL OR anon_9.waiting IS NOT NULL AND anon_9.past
                  ) AS BIGINT
                ),
                0
              ) / 1000000.0
            )::float8 RETURNING json
          ) AS value
          FROM (
            SELECT
              anon_10.to_assignment AS to_assignment,
              anon_10.waiting AS waiting,
              anon_10.past AS past,
              anon_10.key AS key,
              anon_10.name AS name
            FROM (
              SELECT
                CASE
                  WHEN (pool_entry_2.outcome = $6) THEN CASE
                  WHEN (coalesce(pool_entry_2.left_on, $3::DATE) < pool_entry_2.entered_on) THEN 0
                  ELSE (coalesce(pool_entry_2.left_on, $3::DATE) - pool_entry_2.entered_on)
                  END
                  ELSE NULL
                END AS to_assignment,
                CASE
                  WHEN (pool_entry_2.left_at IS NULL) THEN CASE
                  WHEN (coalesce(pool_entry_2.left_on, $3::DATE) < pool_entry_2.entered_on) THEN 0
                  ELSE (coalesce(pool_entry_2.left_on, $3::DATE) - pool_entry_2.entered_on)
                  END
                  ELSE NULL
                END AS waiting,
                CASE
                  WHEN (coalesce(pool_entry_2.left_on, $3::DATE) < pool_entry_2.entered_on) THEN 0
                  ELSE (coalesce(pool_entry_2.left_on, $3::DATE) - pool_entry_2.entered_on)
                END > $1::INTEGER AS past,
                team_1.id AS key,
                team_1.name AS name
              FROM pool_entry AS pool_entry_2
              LEFT OUTER
              JOIN team AS team_1 ON team_1.id = pool_entry_2.team_id
              WHERE pool_entry_2.entered_on >= $4::DATE AND pool_entry_2.entered_on <= $5::DATE
            ) AS anon_10
          ) AS anon_9
          GROUP BY anon_9.key
          ORDER BY CASE WHEN (anon_9.key IS NULL) THEN 1 ELSE 0 END, count(*) DESC, ((anon_9.key) COLLATE "C")
        ) AS anon_8
      ) RETURNING json
    ) AS anon_1
    FROM (
      SELECT
        anon_11.to_assignment AS to_assignment,
        anon_11.waiting AS waiting,
        anon_11.past AS past,
        anon_11.to_session AS to_session,
        row_number() OVER (PARTITION BY anon_11.to_assignment IS NULL ORDER BY anon_11.to_assignment) AS to_assignment_i,
        count(anon_11.to_assignment) OVER () AS to_assignment_n,
        row_number() OVER (PARTITION BY anon_11.to_session IS NULL ORDER BY anon_11.to_session) AS to_session_i,
        count(anon_11.to_session) OVER () AS to_session_n,
        row_number() OVER (PARTITION BY anon_11.waiting IS NULL ORDER BY anon_11.waiting) AS waiting_i,
        count(anon_11.waiting) OVER () AS waiting_n
      FROM (
        SELECT
          CASE
            WHEN (pool_entry_3.outcome = $7) THEN CASE
            WHEN (coalesce(pool_entry_3.left_on, $3::DATE) < pool_entry_3.entered_on) THEN 0
            ELSE (coalesce(pool_entry_3.left_on, $3::DATE) - pool_entry_3.entered_on)
            END
            ELSE NULL
          END AS to_assignment,
          CASE
            WHEN (pool_entry_3.left_at IS NULL) THEN CASE
            WHEN (coalesce(pool_entry_3.left_on, $3::DATE) < pool_entry_3.entered_on) THEN 0
            ELSE (coalesce(pool_entry_3.left_on, $3::DATE) - pool_entry_3.entered_on)
            END
            ELSE NULL
          END AS waiting,
          CASE
            WHEN (coalesce(pool_entry_3.left_on, $3::DATE) < pool_entry_3.entered_on) THEN 0
            ELSE (coalesce(pool_entry_3.left_on, $3::DATE) - pool_entry_3.entered_on)
          END > $1::INTEGER AS past,
          CASE
            WHEN (pool_entry_3.outcome = $7) THEN (
              SELECT min(
                CASE
                  WHEN (assignment_1.first_session_on < pool_entry_3.entered_on) THEN 0
                  ELSE (assignment_1.first_session_on - pool_entry_3.entered_on)
                END
              ) AS min_1
              FROM assignment AS assignment_1
              WHERE assignment_1.client_id = pool_entry_3.client_id
                AND (
                  assignment_1.pool_entry_id = pool_entry_3.id
                  OR assignment_1.pool_entry_id IS NULL
                  AND assignment_1.assigned_at >= pool_entry_3.left_at
                  AND NOT (
                    EXISTS (
                      SELECT 1
                      FROM pool_entry AS pool_entry_4
                      WHERE pool_entry_4.client_id = pool_entry_3.client_id
                        AND pool_entry_4.entered_at > pool_entry_3.entered_at
                        AND pool_entry_4.entered_at <= assignment_1.assigned_at
                    )
                  )
                )
            )
            ELSE NULL
          END AS to_session
        FROM pool_entry AS pool_entry_3
        WHERE pool_entry_3.entered_on >= $4::DATE AND pool_entry_3.entered_on <= $5::DATE
      ) AS anon_11
    ) AS anon_2
  ) AS c0

-- $1        the practice's wait target
-- $2        constant
-- $3        today
-- $4        variable "from"
-- $5        variable "to"
-- $6 to $7  constant
