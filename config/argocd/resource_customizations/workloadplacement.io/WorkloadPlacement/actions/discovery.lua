local annotations = obj.metadata.annotations or {}
local status = obj.status or {}
local decision = status.decision or {}
local migration = status.migration or {}
local failed = migration.phase == "RollingBack" or migration.phase == "BackingOff" or decision.fellBack == true

local actions = {}
actions["pin-to-knative"] = {["disabled"] = false, ["iconClass"] = "fa fa-fw fa-thumbtack", ["displayName"] = "Pin to Knative for 24 hours"}
actions["pin-to-deployment"] = {["disabled"] = false, ["iconClass"] = "fa fa-fw fa-thumbtack", ["displayName"] = "Pin to a Deployment for 24 hours"}
actions["unpin"] = {["disabled"] = annotations["workloadplacement.io/pin"] == nil, ["iconClass"] = "fa fa-fw fa-unlock", ["displayName"] = "Unpin"}
actions["decide-again"] = {["disabled"] = decision.reason ~= "Held", ["iconClass"] = "fa fa-fw fa-balance-scale", ["displayName"] = "Decide again, without waiting"}
actions["retry-migration"] = {["disabled"] = not failed, ["iconClass"] = "fa fa-fw fa-redo", ["displayName"] = "Try the migration again"}
return actions
