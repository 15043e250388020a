package scenario

// Tags are the names of the flow's requests by their tags, in the order of the file.
func (s *Scenario) Tags() map[string][]string {
	tags := map[string][]string{}
	for _, r := range s.Requests() {
		for _, tag := range r.Tags {
			tags[tag] = append(tags[tag], r.Name)
		}
	}
	return tags
}
