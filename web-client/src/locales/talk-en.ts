import type zh from './talk-zh-CN'

const messages: typeof zh = {
  event: {
    presenterChanged: '{name} is on air', crewSaved: '{who} set the crew of “{title}”: {crew}', crewEmpty: '{who} let the crew of “{title}” go', commentPinned: '{who} pinned what {name} said: {text}', commentUnpinned: '{who} unpinned the comment',
    commentDeleted: '{who} deleted a comment of {name}', personMuted: '{who} muted {name}', personUnmuted: '{who} lets {name} speak again', roomMuted: '{who} muted the room', roomUnmuted: '{who} lets the room speak again',
    commentHeld: 'A comment of {who} waits for a moderator', heldAllowed: '{who} let a comment through', heldDropped: '{who} did not let a comment through', questionAnswered: '{who} answered a question of {name}', roomPaused: '{who} is away for a moment', roomResumed: '{who} is back',
    followed: '{name} follows {owner}, {n} followers', unfollowed: '{name} no longer follows {owner}, {n} followers', remarked: '{who} remarked: {text}', wordsCaught: 'A comment of {name} holds sensitive words ({words}): {text}', roomStoppedBy: '{who} stopped the broadcast: {reason}',
  },
  crew: {
    title: 'Crew', text: 'Hosts take turns on air, moderators look after the comments, assistants help with the shelf.', owner: 'Owner', role: { 1: 'host', 2: 'moderator', 3: 'assistant' }, onAir: 'On air', invite: 'Invite', who: 'Choose a classmate', as: 'Role', remove: 'Remove', empty: 'Nobody is invited yet.', firstSave: 'Save the room first, then invite a crew.',
    handOver: 'Hand over', takeOver: 'Go on air', handed: '{name} is on air', pause: 'Away for a moment', resume: 'Back again', invited: '{who} invited you to “{title}” as {role}', mine: 'You are {role}', tools: 'Shelf and offers',
  },
  talk: {
    reply: 'Reply', pin: 'Pin', unpin: 'Unpin', delete: 'Delete', answered: 'Answered', mute: 'Mute for {n} min', muteForever: 'Mute until lifted', unmute: 'Let speak again', of: 'Comment of {name}', pinned: 'Pinned', open: 'To answer ({n})', held: 'To approve ({n})', deletedOnes: 'Deleted ({n}), only teachers see them', nothing: 'No comments to look after', allow: 'Let through', drop: 'Drop', muted: 'Muted ({n})',
    muteRoom: 'Mute the room', unmuteRoom: 'Let the room speak', roomMuted: 'The room is muted for now', mutedFor: 'You are muted for another {time}', mutedUntilLifted: 'You are muted until the host or a moderator lifts it', heldNow: 'Sent; it appears once a moderator lets it through', until: 'until {time}', untilLifted: 'until lifted', notice: 'Notice', editNotice: 'Change the notice',
    menu: 'Manage the comment of {name}', follow: 'Follow', following: 'Following', followers: '{n} followers', enteredMany: '{name} and others came in: {n}', away: 'The host is away for a moment', awayText: 'Back soon, please wait.', stopped: 'The instructor stopped the broadcast', stoppedBy: '{name}: {reason}',
  },
  watch: {
    desk: 'Comments', silent: 'Watching silently, not counted', remark: 'Remark', remarkTitle: 'Remark on this moment', remarkHint: 'Write what you see now; the crew reads it after the end', add: 'Note it', none: 'No remarks yet', stop: 'Stop', stopTitle: 'Stop this broadcast?', stopText: 'It ends at once, and the host and the viewers see why.', reason: 'Reason', remarks: 'Remarks of the instructor',
  },
}

export default messages
