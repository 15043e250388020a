"use strict";
// The page's words in Chinese, by those in English. A test finds what is missing.
const chinese = {
  "mock WeChat": "mock 微信",
  "Codes and sessions": "code 与 session",
  "codes issued": "已发出的 code", "codes used": "已使用的 code", "unused": "未使用", "used": "已使用", "expired": "已过期", "refused": "被拒绝",
  "valid session_keys": "有效的 session_key", "displaced": "已被顶替",
  "Faults": "故障注入", "What goes wrong from now on, at one call, for a share of its callers.": "从现在起，某个接口对一部分调用者出什么错。",
  "call": "接口", "fault": "故障", "share": "比例", "inject": "注入", "clear all": "全部清除", "remove": "移除", "none": "没有",
  "-1, system busy": "-1，系统繁忙", "40226, user blocked": "40226，高风险用户被拦截", "45011, too many calls": "45011，调用过于频繁",
  "HTTP 502 of a gateway": "网关返回 HTTP 502", "HTTP 429 of a gateway": "网关返回 HTTP 429", "connection reset": "连接被重置", "connection reset after the call": "处理后连接被重置",
  "slow body, 4 s": "body 发送缓慢，4 秒", "truncated body": "body 被截断", "malformed body": "body 损坏", "content type text/html": "Content-Type 为 text/html", "latency, 2 s": "延迟 2 秒",
  "Over time": "随时间的变化", "Counts a second since this page was opened, ten minutes at most.": "每秒的数量，从打开本页起，最多十分钟。",
  "codes and errors over time; the numbers are in the table below": "code 与错误随时间的变化；数字见下表", "codes and errors over time, table": "code 与错误随时间的变化，表格",
  "errors by call": "按接口统计的错误", "errors at": "出错的接口", "code": "错误码", "count": "次数", "Table": "表格", "time": "时间", "errors": "错误", "now": "现在", "min": "分钟",
  "Mini programs": "小程序", "mini programs, table": "小程序，表格", "appid": "appid", "users": "用户", "access tokens": "access_token", "all of them": "全部",
  "expire tokens": "使 access_token 过期", "expire sessions": "使 session 过期", "rotate keys": "轮换 session_key",
  "Users": "用户", "users, table": "用户，表格", "name contains": "名字包含", "before": "上一页", "next": "下一页", "of": "共",
  "user": "用户", "openid": "openid", "session_key": "session_key", "expire": "过期", "rotate": "轮换",
  "Control token": "控制 token", "control token": "控制 token",
  "Needed where this page is open beyond the mock's own machine; \"wxload mock\" prints it when it starts.": "在别的机器上打开本页时需要；\"wxload mock\" 启动时会输出它。",
  "done": "已完成",
};
