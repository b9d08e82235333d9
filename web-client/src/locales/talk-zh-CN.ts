// The crew of a live room and what is said in it.
export default {
  event: {
    presenterChanged: '{name} 出镜主播', crewSaved: '{who}为“{title}”安排了主播团队：{crew}', crewEmpty: '{who}解散了“{title}”的主播团队', commentPinned: '{who}置顶了 {name} 的评论：{text}', commentUnpinned: '{who}取消了置顶评论',
    commentDeleted: '{who}删除了 {name} 的一条评论', personMuted: '{who}禁言了 {name}', personUnmuted: '{who}解除了 {name} 的禁言', roomMuted: '{who}开启了全员禁言', roomUnmuted: '{who}解除了全员禁言',
    commentHeld: '{who}的一条评论等待场控审核', heldAllowed: '{who}放行了一条待审评论', heldDropped: '{who}没有放行一条待审评论', questionAnswered: '{who}回答了 {name} 的提问', roomPaused: '{who}暂时离开直播间', roomResumed: '{who}回到直播间',
    followed: '{name} 关注了 {owner}，共 {n} 个粉丝', unfollowed: '{name} 取消关注 {owner}，共 {n} 个粉丝', remarked: '{who}点评：{text}', wordsCaught: '{name} 的评论含敏感词（{words}）：{text}', roomStoppedBy: '{who}中止了直播：{reason}',
  },
  crew: {
    title: '主播团队', text: '主播可以轮流出镜，场控管理评论，助理帮忙上架。', owner: '房主', role: { 1: '主播', 2: '场控', 3: '助理' }, onAir: '出镜中', invite: '邀请', who: '选择同学', as: '角色', remove: '移出', empty: '还没有邀请别人。', firstSave: '先保存直播间，再邀请主播团队。',
    handOver: '换 TA 出镜', takeOver: '我来出镜', handed: '{name} 出镜', pause: '暂时离开', resume: '回来了', invited: '{who}邀请您担任“{title}”的{role}', mine: '我是{role}', tools: '小黄车和营销',
  },
  talk: {
    reply: '回复', pin: '置顶', unpin: '取消置顶', delete: '删除', answered: '已回答', mute: '禁言 {n} 分钟', muteForever: '禁言，直到解除', unmute: '解除禁言', of: '{name} 的评论', pinned: '置顶', open: '待回答（{n}）', held: '待审核（{n}）', deletedOnes: '已删除（{n}），只有老师能看到', nothing: '没有待处理的评论', allow: '放行', drop: '不放行', muted: '被禁言（{n}）',
    muteRoom: '全员禁言', unmuteRoom: '解除全员禁言', roomMuted: '全员禁言中，暂时不能评论', mutedFor: '您被禁言了，还剩 {time}', mutedUntilLifted: '您被禁言了，等主播或场控解除', heldNow: '已提交，场控审核后大家就能看到', until: '到 {time}', untilLifted: '直到解除', notice: '公告', editNotice: '修改公告',
    menu: '管理 {name} 的评论', follow: '关注', following: '已关注', followers: '{n} 粉丝', enteredMany: '{name} 等 {n} 人来了', away: '主播暂时离开', awayText: '马上回来，请稍等。', stopped: '讲师中止了直播', stoppedBy: '{name}：{reason}',
  },
  watch: {
    desk: '评论管理', silent: '静默观看，不计入观众', remark: '点评', remarkTitle: '点评这一刻', remarkHint: '写下此刻看到的，下播后主播团队能看到', add: '记下', none: '还没有点评', stop: '中止直播', stopTitle: '中止这场直播？', stopText: '直播会立即结束，主播和观众都会看到原因。', reason: '原因', remarks: '讲师点评',
  },
}
