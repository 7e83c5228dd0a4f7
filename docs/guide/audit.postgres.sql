SELECT
  (SELECT access_epoch.epoch FROM access_epoch) AS epoch,
  (
    WITH anon_1 AS (
      SELECT JSON_OBJECT(
        '$whose' VALUE event_1.client_id,
        'type' VALUE event_1.type,
        'at' VALUE to_char(event_1.at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"+00:00"'),
        'actor' VALUE event_1.actor,
        '$client_id' VALUE event_1.client_id,
        '$provider_id' VALUE event_1.provider_id,
        '$pool_entry_id' VALUE event_1.pool_entry_id,
        '$assignment_id' VALUE event_1.assignment_id,
        '$changes' VALUE event_1.changes,
        '$override_reason' VALUE event_1.override_reason,
        'provider' VALUE (
          SELECT JSON_OBJECT('name' VALUE provider_1.name, '$type' VALUE 'Provider' RETURNING json) AS anon_2
          FROM provider AS provider_1
          WHERE provider_1.id = event_1.provider_id
        ),
        '$type' VALUE 'AuditEvent' RETURNING json
      ) AS v0
      FROM event AS event_1
      WHERE event_1.client_id = $1::VARCHAR
      ORDER BY event_1.number DESC, event_1.id DESC
      LIMIT 1
    )
    SELECT JSON_OBJECT('nodes' VALUE coalesce(json_agg(anon_1.v0), CAST('[]' AS json)) RETURNING json) AS anon_3
    FROM anon_1
  ) AS c0

-- $1  variable "client"
