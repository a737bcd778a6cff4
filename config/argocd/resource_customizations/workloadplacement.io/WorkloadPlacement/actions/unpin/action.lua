local annotations = obj.metadata.annotations
if annotations ~= nil then
  annotations["workloadplacement.io/pin"] = nil
  -- Argo CD takes an empty table for an empty list, and would keep what was there.
  if next(annotations) == nil then
    obj.metadata.annotations = nil
  end
end
return obj
