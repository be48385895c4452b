export { Button } from './Button';
export { Chip } from './Chip';
export { Empty } from './Empty';
export { Field } from './Field';
export { Icon, type IconName } from './Icon';
export { Sheet } from './Sheet';
export { StateMark } from './StateMark';
export { Toasts } from './Toast';
export { closeToast, toast } from './toasts';
