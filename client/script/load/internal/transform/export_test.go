package transform

var ApplyConditions = applyConditions
