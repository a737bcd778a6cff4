local os = require("os")
-- The wall clock of UTC, read as local time: so it can be added to, and is written as it was read,
-- wherever Argo CD runs.
local now = os.time(os.date("!*t"))
if obj.metadata.annotations == nil then
  obj.metadata.annotations = {}
end
obj.metadata.annotations["workloadplacement.io/pin"] = "Knative until " .. os.date("%Y-%m-%dT%XZ", now + 24 * 60 * 60)
return obj
