"""Streamlit's own words in Chinese: it has no setting for them, so one script replaces the known ones as they appear.

The script is the same for everybody and holds no text of a reader or of the data. Text of the page itself (`.yl`,
Markdown, code, what is typed) is left alone. It also says to screen readers which language the page is in.
"""

from __future__ import annotations

import json

import streamlit as st

from ui.language import language

# Streamlit 1.67's built-in words that a reader can meet → Chinese. Exact, after trimming.
WORDS = {
    "Running...": "正在更新",
    "Running…": "正在更新",
    "Stop": "停止",
    "Connecting": "正在连接",
    "Connecting...": "正在连接",
    "Please wait...": "请稍候",
    "Connection error": "连接断开",
    "Connection lost. Please wait for the app to reconnect, then try again.": "连接断开，正在重新连接，请稍候再试。",
    "Script execution error": "页面出错",
    "Try again": "再试一次",
    "Page not found": "没有这一页",
    "You have requested page": "没有这一页",
    "Choose an option": "请选择",
    "Choose options": "请选择",
    "Select...": "请选择",
    "No results": "没有符合的项",
    "No options to select": "没有可选项",
    "No data": "没有数据",
    "No content": "没有内容",
    "empty": "没有数据",
    "Select all": "全选",
    "Clear all": "全部清除",
    "Clear value": "清除",
    "Clear selection": "取消选择",
    "Upload": "上传",
    "Uploading...": "正在上传",
    "Browse files": "选择文件",
    "Drag and drop a file here": "把文件拖到这里",
    "Drag and drop file here": "把文件拖到这里",
    "Drag and drop files here": "把文件拖到这里",
    "Drag and drop directories here": "把文件夹拖到这里",
    "Remove": "移除",
    "Sort ascending": "升序",
    "Sort descending": "降序",
    "Autosize": "自动列宽",
    "Pin column": "固定此列",
    "Unpin column": "取消固定",
    "Hide column": "隐藏此列",
    "Copy column name": "复制列名",
    "Show/hide columns": "显示或隐藏列",
    "Statistics": "统计",
    "Format": "格式",
    "Automatic": "自动",
    "Localized": "本地格式",
    "Plain": "原样",
    "Compact": "缩写",
    "Dollar": "美元",
    "Euro": "欧元",
    "Percent": "百分数",
    "Scientific": "科学计数",
    "Accounting": "会计",
    "Distance": "距离今天",
    "Calendar": "日历",
    "Duration": "时长",
    "Values": "数值",
    "Empty": "空",
    "Distinct": "不同值",
    "Minimum": "最小",
    "Maximum": "最大",
    "Average": "平均",
    "Median": "中位数",
    "Standard deviation": "标准差",
    "Minimum length": "最短",
    "Maximum length": "最长",
    "Average length": "平均长度",
    "Count": "个数",
    "Range": "范围",
    "Based on sample": "按样本计算",
    "Download as CSV": "下载CSV",
    "Download as PNG": "下载图片",
    "Search": "查找",
    "Type to search": "输入要找的内容",
    "Fullscreen": "全屏",
    "Toggle fullscreen": "全屏",
    "Close fullscreen": "退出全屏",
    "Exit fullscreen": "退出全屏",
    "Show data": "显示数据",
    "Show chart": "显示图",
    "Add row": "加一行",
    "Delete row(s)": "删除行",
    "Copy": "复制",
    "Copied": "已复制",
    "Copy to clipboard": "复制",
    "Close": "关闭",
    "Cancel": "取消",
    "Dismiss": "关闭",
    "Main menu": "菜单",
    "Rerun": "重新读取",
    "Settings": "设置",
    "Print": "打印",
    "About": "关于",
    "Record screen": "录制屏幕",
    "Navigate to home page": "回到首页",
    "App pages": "页面",
    "Open": "展开",
    "file upload": "上传文件",
    "Copy version to clipboard": "复制版本号",
    "Record a screencast": "录制屏幕",
    "Save video to disk": "保存录像",
    "Clear cache": "清空缓存",
    "Clear caches": "清空缓存",
    "Theme": "外观",
    "System": "跟随系统",
    "Use system setting": "跟随系统",
    "Light": "浅色",
    "Dark": "深色",
    "Skip to main content": "跳到正文",
    "Show password text": "显示密码",
    "Hide password text": "隐藏密码",
    "Learn more": "了解更多",
    "Loading...": "正在读取",
    "Press Enter to apply": "按回车确认",
    "Press Ctrl+Enter to apply": "按Ctrl+回车确认",
    "Press ⌘+Enter to apply": "按⌘+回车确认",
    "Press Enter to submit form": "按回车提交",
}
# Words with something in the middle: a pattern, and what stands for it; $1 is kept.
PATTERNS = (
    (r"^(\d[\d.]*\s?[KMGT]?B) per file$", "每个文件不超过$1"),
    (r"^Limit (\d[\d.]*\s?[KMGT]?B) per file$", "每个文件不超过$1"),
    (r"^(\d[\d.]*\s?[KMGT]?B) per file • (.+)$", "每个文件不超过$1，$2"),
    (r"^Limit (\d[\d.]*\s?[KMGT]?B) per file • (.+)$", "每个文件不超过$1，$2"),
    (r"^File must be (\d[\d.]*\s?[KMGT]?B) or smaller\.$", "文件不能超过$1。"),
    (r"^(.+) files are not allowed\.$", "不能上传$1文件。"),
    (r"^Remove (.+)$", "移除$1"),
    (r"^Help for (.+)$", "$1的说明"),
    (r"^Selected (.+)\. (.+)$", "已选$1。$2"),
    (r"^Open (.+)$", "打开$1"),
    (r"^(\d+) results?$", "$1项"),
    (r"^(\d+) of (\d+) results?$", "第$1项，共$2项"),
)

SCRIPT = (
    "const WORDS = "
    + json.dumps(WORDS, ensure_ascii=False)
    + ";\nconst PATTERNS = "
    + json.dumps(PATTERNS, ensure_ascii=False)
    + """.map(([pattern, words]) => [new RegExp(pattern), words]);
const OURS = '.yl,[data-testid=stMarkdownContainer],[data-testid=stHtml],[data-testid=stCode],pre,code,script,style,'
  + 'textarea,[contenteditable=true]';
const ATTRIBUTES = ['aria-label', 'title', 'placeholder', 'alt'];

function chinese(text) {
  const plain = text.trim();
  if (!plain || !/[A-Za-z]/.test(plain)) return null;
  if (Object.hasOwn(WORDS, plain)) return text.replace(plain, WORDS[plain]);
  for (const [pattern, words] of PATTERNS) if (pattern.test(plain)) return plain.replace(pattern, words);
  return null;
}

// Streamlit sets its own button of the file uploader as Markdown.
function ours(element) {
  const found = element && element.closest ? element.closest(OURS) : null;
  return Boolean(found) && !element.closest('[data-testid=stFileUploaderDropzone]');
}

// An option is data, but for the three that Streamlit writes itself.
const OWN_OPTIONS = ['No results', 'No options to select', 'Select all'];

function writeText(node) {
  if (ours(node.parentElement)) return;
  const option = node.parentElement && node.parentElement.closest('[role=option]');
  if (option && !OWN_OPTIONS.includes(node.nodeValue.trim())) return;
  const words = chinese(node.nodeValue);
  if (words !== null && words !== node.nodeValue) node.nodeValue = words;
}

function writeAttributes(element) {
  if (element.closest('.yl')) return;
  for (const name of ATTRIBUTES) {
    const value = element.getAttribute(name);
    const words = value && chinese(value);
    if (words && words !== value) element.setAttribute(name, words);
  }
}

function writeAll(root) {
  if (root.nodeType === Node.TEXT_NODE) { writeText(root); return; }
  if (root.nodeType !== Node.ELEMENT_NODE) return;
  writeAttributes(root);
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT | NodeFilter.SHOW_ELEMENT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    if (node.nodeType === Node.TEXT_NODE) writeText(node); else writeAttributes(node);
  }
}

export default function (component) {
  const { data } = component;
  document.documentElement.lang = data.lang;
  if (data.lang === 'en') return () => {};
  writeAll(document.body);
  const observer = new MutationObserver((changes) => {
    for (const change of changes) {
      if (change.type === 'characterData') writeText(change.target);
      else if (change.type === 'attributes') writeAttributes(change.target);
      else change.addedNodes.forEach(writeAll);
    }
  });
  observer.observe(document.body, {
    subtree: true, childList: true, characterData: true, attributes: true, attributeFilter: ATTRIBUTES,
  });
  return () => observer.disconnect();
}
"""
)

_script = st.components.v2.component("yilan_localisation", js=SCRIPT)


def localise() -> None:
    """Mount the script once a run, in the reader's language; it takes no room on the page."""
    st.html("<style>.st-key-localisation{position:absolute;height:0;overflow:hidden}</style>")
    with st.container(key="localisation"):
        _script(key="localisation_script", data={"lang": "en" if language() == "en" else "zh-CN"})
