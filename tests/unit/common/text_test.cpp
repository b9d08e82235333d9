#include "common/base/text.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <limits>
#include <string>
#include <vector>

namespace kaibo::base {
namespace {

TEST(Text, WellFormedUtf8IsAccepted) {
  EXPECT_TRUE(is_utf8(""));
  EXPECT_TRUE(is_utf8("plain"));
  EXPECT_TRUE(is_utf8("开播 🎉 é"));
  EXPECT_TRUE(is_utf8("\U0010FFFF"));
  EXPECT_TRUE(is_utf8(std::string_view("a\0b", 3)));
}

TEST(Text, WhatIsNotUtf8IsFound) {
  EXPECT_FALSE(is_utf8("\xff"));
  EXPECT_FALSE(is_utf8("\x80"));                  // a continuation alone
  EXPECT_FALSE(is_utf8("\xe5\xbc"));              // cut off
  EXPECT_FALSE(is_utf8("\xc0\xaf"));              // overlong
  EXPECT_FALSE(is_utf8("\xe0\x80\xaf"));          // overlong
  EXPECT_FALSE(is_utf8("\xed\xa0\x80"));          // a surrogate
  EXPECT_FALSE(is_utf8("\xf4\x90\x80\x80"));      // above U+10FFFF
  EXPECT_FALSE(is_utf8("\xf0\x9f\x8e"));          // cut off
  EXPECT_FALSE(is_utf8("\xbf\xaa\xb2\xa5 gbk"));  // 开播 in GB18030
}

TEST(Text, CharactersAreCountedNotBytes) {
  EXPECT_EQ(utf8_length(""), 0);
  EXPECT_EQ(utf8_length("abc"), 3);
  EXPECT_EQ(utf8_length("开播"), 2);
  EXPECT_EQ(utf8_length("🎉"), 1);
}

TEST(Text, FoldedIsInHalfWidthAndSmallLetters) {
  EXPECT_EQ(folded("ＱＱ群 Qq！"), "qq群 qq!");
  EXPECT_EQ(folded("开播"), "开播");
}

TEST(Text, LettersAreWhatIsReadAloud) {
  EXPECT_EQ(letters("【赣南】脐橙，Ａ级 5-斤·装！ 🎉"), U"赣南脐橙a级5斤装");
  EXPECT_EQ(letters("𠮷野家 Café"), U"𠮷野家café");
  EXPECT_EQ(letters(" …—～「」"), U"");
}

TEST(Text, TidyCutsWhiteSpaceAtBothEndsTheFullWidthSpaceIncluded) {
  EXPECT_EQ(tidy("  张三　"), "张三");
  EXPECT_EQ(tidy("　 　张 三\t\r\n"), "张 三");
  EXPECT_EQ(tidy("\u00a0a\ufeff"), "a");
  EXPECT_EQ(tidy(" 　 "), "");
  EXPECT_EQ(tidy(""), "");
}

TEST(Text, TidyRemovesControlCharactersButKeepsLineFeeds) {
  EXPECT_EQ(tidy(std::string_view("a\0b\x1b[31m\x7f", 9)), "ab[31m");
  EXPECT_EQ(tidy("one\r\ntwo"), "one\ntwo");
  EXPECT_EQ(tidy("\x01 a"), "a");
  EXPECT_EQ(tidy("a\u009b31m"), "a31m");
}

RC_GTEST_PROP(Text, TidyingTwiceIsTidyingOnce, ()) {
  const auto parts = *rc::gen::container<std::vector<std::string>>(
      rc::gen::element<std::string>("a", "播", "🎉", " ", "　", "\n", "\t", "\x1b", "\u0085"));
  std::string text;
  for (const std::string& part : parts) text += part;
  const std::string once = tidy(text);
  RC_ASSERT(is_utf8(once));
  RC_ASSERT(tidy(once) == once);
}

TEST(Text, AnIdCardShowsItsEndsOnly) {
  EXPECT_EQ(mask_id_card("430102199001011234"), "430***********1234");
  EXPECT_EQ(mask_id_card("43010219900101123X"), "430***********123X");
  EXPECT_EQ(mask_id_card("1234567"), "*******");
  EXPECT_EQ(mask_id_card(""), "");
}

TEST(Text, FenAreWrittenAsYuan) {
  EXPECT_EQ(yuan(0), "0.00");
  EXPECT_EQ(yuan(5), "0.05");
  EXPECT_EQ(yuan(1250), "12.50");
  EXPECT_EQ(yuan(-5), "-0.05");
  EXPECT_EQ(yuan(-1250), "-12.50");
  EXPECT_EQ(yuan(std::numeric_limits<std::int64_t>::min()), "-92233720368547758.08");
}

TEST(Text, BytesAreWrittenInHexadecimal) {
  EXPECT_EQ(to_hex(std::string_view("\x00\xff\x1a", 3)), "00ff1a");
}

}  // namespace
}  // namespace kaibo::base
