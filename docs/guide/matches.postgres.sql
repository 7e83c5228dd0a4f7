SELECT
  (SELECT access_epoch.epoch FROM access_epoch) AS epoch,
  (
    SELECT JSON_OBJECT('$whose' VALUE client_1.id, '$id' VALUE client_1.id, '$type' VALUE 'Client' RETURNING json) AS anon_1
    FROM client AS client_1
    WHERE client_1.id = $1::VARCHAR
  ) AS c0

-- $1  variable "client"
