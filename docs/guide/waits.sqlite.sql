SELECT
  (SELECT access_epoch.epoch FROM access_epoch) AS epoch,
  (
    SELECT json_object(
      'entered', count(*),
      'assigned', count(anon_2.to_assignment),
      'waiting', count(anon_2.waiting),
      'medianDaysToAssignment', (
        (
          (
            CAST(
              sum(
                anon_2.to_assignment * CASE
                  WHEN (
                    anon_2.to_assignment_i = ((anon_2.to_assignment_n - 1) * 5) / 10 + 1
                  ) THEN 10 - (
                    (anon_2.to_assignment_n - 1) * 5 - (
                      ((anon_2.to_assignment_n - 1) * 5) / 10
                    ) * 10
                  )
                  WHEN (
                    anon_2.to_assignment_i = ((anon_2.to_assignment_n - 1) * 5) / 10 + 2
                  ) THEN (anon_2.to_assignment_n - 1) * 5 - (
                    ((anon_2.to_assignment_n - 1) * 5) / 10
                  ) * 10
                  ELSE 0
                END
              ) AS BIGINT
            )
          ) * 2000000 + (10)
        ) / NULLIF(2 * (10), 0) / 1000000.0
      ),
      'p90DaysToAssignment', (
        (
          (
            CAST(
              sum(
                anon_2.to_assignment * CASE
                  WHEN (anon_2.to_assignment_i = ((anon_2.to_assignment_n - 1) * 9) / 10 + 1) THEN 10 - (
                    (anon_2.to_assignment_n - 1) * 9 - (
                      ((anon_2.to_assignment_n - 1) * 9) / 10
                    ) * 10
                  )
                  WHEN (anon_2.to_assignment_i = ((anon_2.to_assignment_n - 1) * 9) / 10 + 2) THEN (
                    anon_2.to_assignment_n - 1
                  ) * 9 - (((anon_2.to_assignment_n - 1) * 9) / 10) * 10
                  ELSE 0
                END
              ) AS BIGINT
            )
          ) * 2000000 + (10)
        ) / NULLIF(2 * (10), 0) / 1000000.0
      ),
      'medianDaysToFirstSession', (
        (
          (
            CAST(
              sum(
                anon_2.to_session * CASE
                  WHEN (anon_2.to_session_i = ((anon_2.to_session_n - 1) * 5) / 10 + 1) THEN 10 - (
                    (anon_2.to_session_n - 1) * 5 - (
                      ((anon_2.to_session_n - 1) * 5) / 10
                    ) * 10
                  )
                  WHEN (anon_2.to_session_i = ((anon_2.to_session_n - 1) * 5) / 10 + 2) THEN (
                    anon_2.to_session_n - 1
                  ) * 5 - (((anon_2.to_session_n - 1) * 5) / 10) * 10
                  ELSE 0
                END
              ) AS BIGINT
            )
          ) * 2000000 + (10)
        ) / NULLIF(2 * (10), 0) / 1000000.0
      ),
      'pastTarget', count(*) FILTER (WHERE anon_2.past)
    ) AS anon_1
    FROM (
      SELECT
        anon_3.to_assignment AS to_assignment,
        anon_3.waiting AS waiting,
        anon_3.past AS past,
        anon_3.to_session AS to_session,
        row_number() OVER (PARTITION BY anon_3.to_assignment IS NULL ORDER BY anon_3.to_assignment) AS to_assignment_i,
        count(anon_3.to_assignment) OVER () AS to_assignment_n,
        row_number() OVER (PARTITION BY anon_3.to_session IS NULL ORDER BY anon_3.to_session) AS to_session_i,
        count(anon_3.to_session) OVER () AS to_session_n
      FROM (
        SELECT
          CASE
            WHEN (pool_entry_1.outcome = ?1) THEN CASE
            WHEN (coalesce(pool_entry_1.left_on, ?2) < pool_entry_1.entered_on) THEN 0
            ELSE CAST(julianday(coalesce(pool_entry_1.left_on, ?3)) - julianday(pool_entry_1.entered_on) AS INTEGER)
            END
            ELSE NULL
          END AS to_assignment,
          CASE
            WHEN (pool_entry_1.left_at IS NULL) THEN CASE
            WHEN (coalesce(pool_entry_1.left_on, ?4) < pool_entry_1.entered_on) THEN 0
            ELSE CAST(julianday(coalesce(pool_entry_1.left_on, ?5)) - julianday(pool_entry_1.entered_on) AS INTEGER)
            END
            ELSE NULL
          END AS waiting,
          CASE
            WHEN (coalesce(pool_entry_1.left_on, ?6) < pool_entry_1.entered_on) THEN 0
            ELSE CAST(julianday(coalesce(pool_entry_1.left_on, ?7)) - julianday(pool_entry_1.entered_on) AS INTEGER)
          END > ?8 AS past,
          CASE
            WHEN (pool_entry_1.outcome = ?9) THEN (
              SELECT min(
                CASE
                  WHEN (assignment_1.first_session_on < pool_entry_1.entered_on) THEN 0
                  ELSE CAST(
                    julianday(assignment_1.first_session_on) - julianday(pool_entry_1.entered_on) AS INTEGER
                  )
                END
              ) AS min_1
              FROM assignment AS assignment_1
              WHERE assignment_1.client_id = pool_entry_1.client_id
                AND (
                  assignment_1.pool_entry_id = pool_entry_1.id
                  OR assignment_1.pool_entry_id IS NULL
                  AND assignment_1.assigned_at >= pool_entry_1.left_at
                  AND NOT (
                    EXISTS (
                      SELECT 1
                      FROM pool_entry AS pool_entry_2
                      WHERE pool_entry_2.client_id = pool_entry_1.client_id
                        AND pool_entry_2.entered_at > pool_entry_1.entered_at
                        AND pool_entry_2.entered_at <= assignment_1.assigned_at
                    )
                  )
                )
            )
            ELSE NULL
          END AS to_session
        FROM pool_entry AS pool_entry_1
        WHERE pool_entry_1.entered_on >= ?10 AND pool_entry_1.entered_on <= ?11
      ) AS anon_3
    ) AS anon_2
  ) AS c0

-- ?1         constant
-- ?2 to ?7   today
-- ?8         the practice's wait target
-- ?9 to ?11  constant
