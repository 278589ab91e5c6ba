import { fillOrLeaveOut, fillVariables, firstName } from './fill-variables';

describe('variables of canned replies', () => {
  const values = { 'contact.name': 'Maya Chen', 'contact.first_name': 'Maya', 'agent.name': null, 'contact.attributes.order': 'A-17' };

  it('are filled, and those without a value are told once', () => {
    expect(fillVariables('Hi {{contact.first_name}}, {{ contact.attributes.order }}. {{agent.name}} {{agent.name}}', values)).toEqual({ body: 'Hi Maya, A-17. {{agent.name}} {{agent.name}}', holes: ['agent.name'] });
    expect(fillVariables('{{constructor.name}} {{contact.attributes.x}}', values).holes).toEqual(['constructor.name', 'contact.attributes.x']);
  });

  it('do not fill what a value says', () => {
    expect(fillVariables('{{contact.name}}', { 'contact.name': '{{agent.name}}', 'agent.name': 'secret' }).body).toBe('{{agent.name}}');
  });

  it('leave no hole where nobody looks', () => {
    expect(fillOrLeaveOut('Hi {{contact.first_name}}, welcome to {{workspace.name}}!', {})).toBe('Hi, welcome to!');
  });

  it.each([['Maya Chen', 'Maya'], ['  ', null], ['🌸', null], ['山田 太郎', '山田'], [null, null]])('%s is called %s', (name, first) => expect(firstName(name)).toBe(first));
});
