#include "services/identity/rules.h"

#include <gtest/gtest.h>

#include "tests/support/refusal.h"

namespace kaibo::identity {
namespace {

using test::refusal_of;

TEST(IdCard, AcceptsNumbersWhoseCheckDigitFits) {
  EXPECT_EQ(check_id_card("11010519491231002X", "id_card"), "11010519491231002X");
  EXPECT_EQ(check_id_card("34052419800101001X", "id_card"), "34052419800101001X");
}

TEST(IdCard, IsTidiedFromSmallXAndFullWidthDigits) {
  EXPECT_EQ(check_id_card("11010519491231002x", "id_card"), "11010519491231002X");
  EXPECT_EQ(check_id_card(" １１０１０５１９４９１２３１００２Ｘ　", "id_card"),
            "11010519491231002X");
  EXPECT_EQ(check_id_card("１１０１０５１９４９１２３１００２ｘ", "id_card"), "11010519491231002X");
}

TEST(IdCard, RefusesEveryWrongDigitInAnyPlace) {
  const std::string right = "11010519491231002X";
  for (std::size_t place = 0; place < 17; ++place) {
    for (char digit = '0'; digit <= '9'; ++digit) {
      std::string changed = right;
      changed[place] = digit;
      EXPECT_EQ(is_id_card(changed), changed == right) << changed;
    }
  }
}

TEST(IdCard, RefusesWhatIsNoNumberAndNamesTheField) {
  for (const std::string wrong :
       {"", "1101051949123100", "11010519491331002X", "ABCDEFGHIJKLMNOPQR", "110105194912310021",
        "11010519491231002X1"}) {
    const base::Error error = refusal_of([&] { check_id_card(wrong, "members[3].id_card"); });
    EXPECT_EQ(error.code(), base::Code::invalid_argument);
    EXPECT_EQ(error.field(), "members[3].id_card");
  }
}

TEST(IdCard, RefusesADateOfBirthThatDoesNotExist) {
  // The check digit of 30 February fits; the date does not.
  EXPECT_FALSE(is_id_card("110105194902300029"));
  int fitting = 0;
  for (const char last : std::string("0123456789X")) {
    fitting += is_id_card(std::string("11010519490230002") + last) ? 1 : 0;
  }
  EXPECT_EQ(fitting, 0);
}

TEST(Account, IsTheSameHoweverItIsTyped) {
  EXPECT_EQ(normal_account("　ＺＢ２０２６－07 "), "zb2026-07");
  EXPECT_EQ(normal_account("ZB2026-07"), "zb2026-07");
}

TEST(Account, RefusesWhatCannotBeTypedAtEveryKeyboard) {
  for (const std::string wrong : {"ab", "张三李四", "a b c", "abc/def"}) {
    EXPECT_EQ(refusal_of([&] { check_account(wrong, "account"); }).field(), "account") << wrong;
  }
  check_account("a.b_c-d@e", "account");
}

TEST(Halfwidth, LeavesChineseAndBrokenTextAlone) {
  EXPECT_EQ(halfwidth("张三，ＡＢ～"), "张三,AB~");
  EXPECT_EQ(halfwidth("\xEF\xBC"), "\xEF\xBC");
  EXPECT_EQ(halfwidth("\xEF\xBD\x9F"), "\xEF\xBD\x9F") << "U+FF5F has no half-width form";
}

TEST(Name, HasOneToThirtyTwoCharacters) {
  EXPECT_EQ(check_name("　张三 ", "name"), "张三");
  EXPECT_EQ(check_name("买买提·吐尔逊", "name"), "买买提·吐尔逊");
  std::string longest;
  for (int i = 0; i < 32; ++i) longest += "长";
  EXPECT_EQ(check_name(longest, "name"), longest);
  EXPECT_EQ(refusal_of([&] { check_name(longest + "长", "name"); }).field(), "name");
  EXPECT_EQ(refusal_of([] { check_name(" 　", "name"); }).field(), "name");
  EXPECT_EQ(refusal_of([] { check_name("\xFF\xFE", "name"); }).field(), "name");
}

TEST(PasswordPolicy, TellsWhatToDoInsteadOfEachWeakness) {
  const PasswordPolicy policy{Settings{}};
  const auto refused = [&policy](std::string_view password) {
    return refusal_of([&] { policy.check(password, "zb2026-07", "new_password"); }).text().zh;
  };
  EXPECT_NE(refused("short12").find("至少要 8 位"), std::string::npos);
  EXPECT_NE(refused(std::string(129, 'a') + "b").find("最多 128 位"), std::string::npos);
  EXPECT_NE(refused("ZB2026-07").find("账号"), std::string::npos);
  EXPECT_NE(refused("woaini1314").find("常见"), std::string::npos);
  EXPECT_NE(refused("Password123").find("常见"), std::string::npos);
  EXPECT_NE(refused("zzzzzzzzzzzz").find("常见"), std::string::npos);
  EXPECT_NE(refused("\xFF\xFE\xFD\xFC\xFB\xFA\xF9\xF8").find("无法识别"), std::string::npos);
}

TEST(PasswordPolicy, TakesLongOnesOfAnyScript) {
  const PasswordPolicy policy{Settings{}};
  policy.check("每天卖三斤腊肉吧", "zb2026-07", "new_password");
  policy.check("correct horse battery staple", "zb2026-07", "new_password");
  policy.check(std::string(64, 'a') + std::string(64, 'b'), "zb2026-07", "new_password");
}

TEST(PasswordPolicy, CountsCharactersRatherThanBytes) {
  const PasswordPolicy policy(4, 6, "");
  policy.check("腊肉好吃呀啊", "x", "p");
  EXPECT_EQ(refusal_of([&] { policy.check("腊肉好", "x", "p"); }).field(), "p");
}

TEST(SessionCookie, IsClosedToScriptsAndOtherSites) {
  EXPECT_EQ(session_cookie("abc", false), "kaibo_session=abc; Path=/; HttpOnly; SameSite=Strict");
  EXPECT_EQ(session_cookie("abc", true),
            "__Host-kaibo_session=abc; Path=/; HttpOnly; SameSite=Strict; Secure");
  EXPECT_EQ(session_cookie("", false),
            "kaibo_session=; Path=/; HttpOnly; SameSite=Strict; Max-Age=0");
}

TEST(Printable, CutsAndCleansHeaders) {
  EXPECT_EQ(printable("Firefox/1\r\nX: y\x01\xE5", 11), "Firefox/1??");
}

}  // namespace
}  // namespace kaibo::identity
