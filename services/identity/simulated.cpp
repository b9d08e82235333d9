#include "services/identity/simulated.h"

#include <array>
#include <cstddef>
#include <string_view>

namespace kaibo::identity {

namespace {

constexpr std::array<std::string_view, 50> names = {
    "小雨", "阿杰", "晓慧", "老周", "丽丽", "建军", "梅姐", "大鹏", "珍珍", "阿强",
    "小满", "国庆", "秋月", "李婶", "阿芳", "志伟", "甜甜", "老唐", "文静", "海波",
    "桂花", "小北", "阿珍", "石头", "玉兰", "明明", "彭姨", "阿亮", "小柚", "春生",
    "佳佳", "老何", "雪梅", "阿龙", "田田", "红姐", "小松", "阿敏", "福生", "青青",
    "贺叔", "小鹿", "云云", "阿辉", "乐乐", "静姝", "老邓", "晴晴", "阿水", "夏夏"};

/// Where they come from or what they are known for; the first fifty go by their names alone.
constexpr std::array<std::string_view, 10> bynames = {
    "", "湘潭的", "爱笑的", "株洲的", "早起的", "岳阳的", "种花的", "常德的", "爱做饭的", "衡阳的"};

static_assert(names.size() * bynames.size() == most_simulated);

}  // namespace

std::string simulated_name(std::int64_t user_id) {
  const auto index = static_cast<std::size_t>((-user_id - 1) % most_simulated);
  return std::string(bynames[index / names.size()]) + std::string(names[index % names.size()]);
}

}  // namespace kaibo::identity
