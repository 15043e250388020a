package mockwx

import (
	"encoding/json"
	"fmt"
	"time"
)

// profile describes a user to a mini program. The order of its fields is that of
// WeChat's JSON.
type profile struct {
	NickName  string `json:"nickName"`
	Gender    int    `json:"gender"` // WeChat: 0 unknown, 1 male, 2 female
	Language  string `json:"language"`
	City      string `json:"city"`
	Province  string `json:"province"`
	Country   string `json:"country"`
	AvatarURL string `json:"avatarUrl"`
}

// secretProfile is the text that wx.getUserInfo seals: the profile and the ids.
type secretProfile struct {
	OpenID string `json:"openId"`
	profile
	UnionID   string    `json:"unionId,omitempty"`
	Watermark watermark `json:"watermark"`
}

// phone is a phone number. WeChat: countryCode is a string, and phoneNumber has
// it in front for numbers from abroad only.
type phone struct {
	PhoneNumber     string    `json:"phoneNumber"`
	PurePhoneNumber string    `json:"purePhoneNumber"`
	CountryCode     string    `json:"countryCode"`
	Watermark       watermark `json:"watermark"`
}

// watermark says when and for which app data was sealed.
type watermark struct {
	Timestamp int64  `json:"timestamp"`
	AppID     string `json:"appid"`
}

func (u *user) watermark(now time.Time) watermark {
	return watermark{Timestamp: now.Unix(), AppID: u.app.AppID}
}

// person is the random stream that a user's profile is drawn from, the same in every
// app.
func (u *user) person() stream { return stream(hash(u.app.seed, "person", u.name)) }

// profile follows from the seed and the user's name, and [User].
func (u *user) profile() profile {
	cities := [...][2]string{
		{"Guangzhou", "Guangdong"}, {"Shenzhen", "Guangdong"}, {"Hangzhou", "Zhejiang"},
		{"Chengdu", "Sichuan"}, {"Wuhan", "Hubei"}, {"Xi'an", "Shaanxi"},
	}
	family := [...]string{"王", "李", "张", "刘", "陈", "杨"}
	given := [...]string{"小明", "芳", "伟", "静", "一诺", "🐼"}
	s := u.person()
	city := cities[s.next()%uint64(len(cities))]
	p := profile{
		NickName: family[s.next()%uint64(len(family))] + given[s.next()%uint64(len(given))],
		Gender:   int(s.next() % 3),
		Language: "zh_CN",
		City:     city[0],
		Province: city[1],
		Country:  "China",
		// Nothing is served there: the host does not exist (RFC 2606).
		AvatarURL: "https://avatar.invalid/" + string(s.text(nil, 16)) + "/132",
	}
	if u.special != nil && u.special.NickName != "" {
		p.NickName = u.special.NickName
	}
	return p
}

// phone follows from the seed and the user's name, and [User]. It looks like a
// mainland mobile number to every backend's check; nobody should call it.
func (u *user) phone(now time.Time) phone {
	prefixes := [...]string{
		"130", "131", "132", "133", "135", "136", "137", "138", "139", "150", "151", "152",
		"153", "155", "156", "157", "158", "159", "180", "181", "182", "183", "185", "186",
	}
	s := stream(hash(u.app.seed, "phone", u.name))
	number := prefixes[s.next()%uint64(len(prefixes))] + fmt.Sprintf("%08d", s.next()%100_000_000)
	if u.special != nil && u.special.Phone != "" {
		number = u.special.Phone
	}
	return phone{PhoneNumber: number, PurePhoneNumber: number, CountryCode: "86", Watermark: u.watermark(now)}
}

// marshal encodes one of the above, which always can be. WeChat writes "/" as it
// is here, and no other escape than JSON needs.
func marshal(v any) []byte {
	text, err := json.Marshal(v)
	if err != nil {
		panic("mockwx: " + err.Error())
	}
	return text
}
