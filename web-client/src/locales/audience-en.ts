import type zh from './audience-zh-CN'

const messages: typeof zh = {
  event: {
    audienceAssigned: '{who} laid down a simulated audience ({name}, {n} persons)', audienceUnassigned: '{who} took back the simulated audience ({name})', audienceStarted: 'The simulated audience begins to come ({n} in all)', audienceStopped: 'The simulated audience left', audienceMoved: 'Simulated audience: {entered} came, {left} left, {n} here',
    audienceQuestion: 'Simulated audience asks: {text}', audienceAnswered: 'A question of the simulated audience was answered after {n} s', audienceMissed: 'A question of the simulated audience was missed', audienceIncident: 'Incident: {kind}', simulated: 'Simulated audience', wholeClass: 'the whole class',
  },
  audience: {
    mark: 'sim', marked: '{name} (sim)', reviews: '{n} of them simulated', markLong: 'Simulated audience, not a person', title: 'Simulated audience', practise: 'Practise with one', change: 'View', choose: 'Let it come when live', start: 'Let the audience in', stop: 'Send it away', without: 'No audience',
    about: 'Who practises alone has an audience, too: they come, ask, like, take coupons, join lucky bags, buy, complain and leave, and review what they received. The same scenario, size, difficulty and number give exactly the same audience.', assigned: 'Your instructor has laid it down; it comes when you go live.',
    scenario: 'Scenario', size: 'Persons: {n}', difficulty: 'Difficulty', difficulties: { 1: 'Easy', 2: 'Normal', 3: 'Hard' }, seed: 'Number', seedHint: 'Same number, same audience',
    incident: { wrong_price: 'a wrong price', sold_out: 'sold out', malicious: 'malicious comments', off_platform: 'asked to deal outside' },
    present: '{n} here', orders: '{n} of the orders are simulated, {amount}', share: 'Of this broadcast theirs are {comments} comments, {likes} likes and {orders} orders of {amount}.', online: '+{n} sim', answered: '{n} answered', missed: '{n} missed', waits: '{n} come when you go live', open: 'Questions waiting for an answer', secondsLeft: '{n} s', hint: 'You might mention: {words}',
    review: 'What the simulated audience saw', result: '{come} came, {bored} left bored; {asked} questions, {answered} answered, {missed} missed.', wellDone: 'Every question was answered in time. Well done! Try it harder next time.',
    expected: 'Should have been said: {words}', missedList: 'Questions missed ({n})', advice: { 0: '', 1: 'Incidents not handled in time ({n})', 2: 'Questions not answered ({n})', 3: 'Silent for so long that viewers left ({n})', 4: 'Answers came late ({n})' },
    forClass: 'Simulated audiences', forClassText: 'Once laid down, the audience comes by itself when a trainee goes live and cannot be changed by them. One number for the class is the same audience for all: fair to mark.', whose: 'For', everybody: 'The whole class',
    assign: 'Lay down', takeBack: 'Take back', laidDown: 'Simulated audience laid down', takenBack: 'Taken back', inForce: '{name}: {n} persons, number {seed}',
  },
}

export default messages
